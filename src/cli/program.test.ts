import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { lastingPort } from "../../test/lasting-port.ts";
import { runRunyard } from "../../test/runyard.ts";
import { commands } from "./command-table.ts";

/** Names every module that is loaded on standard error. */
const tellModules = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from "node:module";
  registerHooks({
    load(url, context, next) {
      process.stderr.write(url + "\\n");
      return next(url, context);
    },
  });
`)}`;

test("runyard --version says the version", async () => {
  const { version } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8")) as {
    readonly version: string;
  };
  assert.deepEqual(await runRunyard(["--version"]), { status: 0, stdout: `${version}\n`, stderr: "" });
});

test("runyard --version and --help load none of the large libraries, nor any command", async () => {
  for (const option of ["--version", "--help"]) {
    const { status, stderr } = await runRunyard([option], { node: ["--import", tellModules] });
    assert.equal(status, 0);
    const modules = stderr.trim().split("\n");
    assert.ok(modules.some((url) => url.endsWith("/src/cli/main.ts")));
    const large = modules.filter((url) =>
      /node_modules\/(?!commander)|src\/cli\/commands\/|src\/(?!cli|core)/.test(url),
    );
    assert.deepEqual(large, []);
  }
});

test("runyard COMMAND --help shows examples and what the exit status says, for every command", async () => {
  await Promise.all(
    Object.keys(commands).map(async (name) => {
      const { status, stdout, stderr } = await runRunyard([name, "--help"]);
      assert.equal(status, 0, stderr);
      if (!["nodeset", "run", "copy", "gather"].includes(name)) assert.match(stdout, /--server/);
      if (name !== "exit-codes") assert.match(stdout, /Examples:\n {2}\S.*(.|\n)*Exit status:/, name);
    }),
  );
});

test("runyard says what it can't understand in one line, with the nearest thing that it can, and ends with 2", async () => {
  const cases: readonly (readonly [args: readonly string[], message: string])[] = [
    [["jbos"], "Unknown command 'jbos' (Did you mean jobs?)\n"],
    [["jobs", "--lmit", "3"], "Unknown option '--lmit' (Did you mean --limit?)\n"],
    [
      ["jobs", "--limit", "no"],
      "Option '--limit <number>' argument 'no' is invalid. It must be a whole number, 1 or more\n",
    ],
    [["show"], "Missing required argument 'id'\n"],
    [
      ["submit", "x", "--no-run", "--wait"],
      "A job that is not run can't be waited for: leave out --no-run\n",
    ],
    [
      ["submit", "x", "novalue"],
      'Cannot read "novalue" as a parameter: write it like name=value or name=@file\n',
    ],
    [
      ["submit", "x", "f=@/nowhere/x"],
      'Cannot read the file "/nowhere/x" for the parameter "f": there is no such file\n',
    ],
    [["submit", "x", "f=@/"], 'Cannot read the file "/" for the parameter "f": it is a folder\n'],
    [
      ["jobs", "--server", "ftp://x"],
      'Cannot use the server address "ftp://x": write it like http://127.0.0.1:8210\n',
    ],
  ];
  await Promise.all(
    cases.map(async ([args, message]) => {
      assert.deepEqual(await runRunyard(args), { status: 2, stdout: "", stderr: message });
    }),
  );
});

test("runyard says that no server answers, how to start one, and ends with 9", async () => {
  const address = `http://127.0.0.1:${await lastingPort()}`;
  const { status, stderr } = await runRunyard(["jobs"], { environment: { RUNYARD_SERVER: address } });
  assert.equal(status, 9);
  const reason = "nothing listens there; start one with: runyard serve";
  assert.equal(stderr, `Cannot reach the server at "${address}": ${reason}\n`);
});

test("runyard help exit-codes lists the exit codes", async () => {
  const { status, stdout } = await runRunyard(["help", "exit-codes"]);
  assert.equal(status, 0);
  assert.match(stdout, /^ +9 {2}No server answers$/m);
});
