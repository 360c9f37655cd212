import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { basic, testAuth, tokens } from "../../test/logins.ts";
import { type RunyardRun, runRunyard } from "../../test/runyard.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import { Terminal } from "../../test/terminal.ts";
import { isPasswordOf, parsePasswordHash } from "../config/mod.ts";
import { authorizationOf, findCredentials } from "./credentials.ts";

let folder = "";
let serving: Serving;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "runyard-access-"));
  await mkdir(join(folder, "runyard"));
  serving = await startServing({ jobs: { say: { command: ["echo", "hello"] } }, auth: await testAuth() });
});
after(async () => {
  await serving.close();
  await rm(folder, { recursive: true });
});

function runyard(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<RunyardRun> {
  return runRunyard(args, {
    environment: { RUNYARD_SERVER: serving.url, XDG_CONFIG_HOME: folder, ...environment },
  });
}

async function writeCredentials(text: string, mode = 0o600): Promise<void> {
  const path = join(folder, "runyard", "credentials");
  await rm(path, { force: true });
  await writeFile(path, text);
  await chmod(path, mode);
}

test("A command without a login says how to log in", async () => {
  await writeCredentials("# nothing yet\n");
  const { status, stderr } = await runyard(["jobs"]);
  assert.equal(status, 3);
  assert.match(
    stderr,
    /^Cannot answer without knowing who asks: .* \(set RUNYARD_TOKEN, or write ADDRESS NAME:PASSWORD as a line of ~\/\.config\/runyard\/credentials\)\n$/,
  );
});

test("execute --local runs nothing where a server does not say whether it runs the schedule now", async () => {
  const config = join(folder, "runyard.yaml");
  await writeFile(config, "schedules: { nightly: { at: '4:30', command: [echo, ran] } }\n");
  const { status, stdout, stderr } = await runyard(["execute", "nightly", "--local", "--config", config]);
  assert.deepEqual([status, stdout], [3, ""]);
  assert.match(stderr, /^Cannot answer without knowing who asks/);
});

test("A command that another service knows no login of says where it belongs", async () => {
  await writeCredentials("");
  for (const [command, path] of [
    ["jobs", "/jobs"],
    ["abort", "/jobs/1"],
  ] as const) {
    const { status, stderr } = await runyard([command, `${serving.url}${path}`]);
    assert.equal(status, 3);
    assert.match(
      stderr,
      /answers 401: .* \(write ADDRESS NAME:PASSWORD as a line of ~\/\.config\/runyard\/credentials\)\n$/,
    );
  }
});

test("A command logs in with RUNYARD_TOKEN, with --token, or with what is kept for the server", async () => {
  await writeCredentials("");
  const made = await runyard(["submit", "say", "--wait", "--json"], { RUNYARD_TOKEN: tokens.ann });
  assert.equal(made.status, 0, made.stderr);
  assert.match(made.stdout, /"owner":"ann"/);
  assert.equal((await runyard(["jobs", "--token", tokens.bob])).stdout.includes("say"), false);
  await writeCredentials(`http://elsewhere.example bob:x\n${serving.url} ann:right horse\n`);
  assert.match((await runyard(["jobs"])).stdout, /say/);
  await writeCredentials(`${serving.url} ann:wrong horse\n`);
  const wrong = await runyard(["jobs"]);
  assert.equal(wrong.status, 3);
  assert.match(wrong.stderr, /^Cannot log in: there is no such token, or no such name with this password/);
});

test("Logins that others can read are not used, and a line that is none is not told", async () => {
  await writeCredentials(`${serving.url} ann:right horse\n`, 0o644);
  const open = await runyard(["jobs"]);
  assert.equal(open.status, 7);
  assert.match(
    open.stderr,
    /^Cannot use the logins in ".*credentials": others can read them; .*chmod 600\n$/,
  );
  await writeCredentials(`\nhttp://x secretword\n`);
  const odd = await runyard(["jobs"]);
  assert.equal(odd.status, 7);
  assert.match(odd.stderr, /^Cannot read the login at ".*credentials:2": expected ADDRESS NAME:PASSWORD/);
  assert.doesNotMatch(odd.stderr, /secretword/);
});

test("findCredentials() takes what is kept for the nearest address", async () => {
  await writeCredentials("https://a.example one:1\nhttps://a.example/tap token two\n");
  const environment = { XDG_CONFIG_HOME: folder };
  const find = (address: string): string | undefined => {
    const found = findCredentials(new URL(address), undefined, environment);
    return found === undefined ? undefined : authorizationOf(found);
  };
  assert.equal(find("https://a.example/jobs/"), basic("one", "1")["authorization"]);
  assert.equal(find("https://a.example/tap/async/"), "Bearer two");
  assert.equal(find("http://a.example/"), undefined);
  assert.equal(find("https://a.example.org/"), undefined);
});

test("runyard hash-password makes a hash of the first line of its input", async () => {
  const { stdout } = await runRunyard(["hash-password", "ann"], { input: "swordfish\nmore\n" });
  const hash = /^- \{ name: ann, password: "(.*)", role: user \}\n$/.exec(stdout)?.[1];
  const parsed = parsePasswordHash(hash ?? "");
  assert.ok(parsed !== undefined, stdout);
  assert.equal(await isPasswordOf("swordfish", parsed), true);
  assert.equal((await runRunyard(["hash-password"], { input: "" })).status, 2);
  const wrong = await runRunyard(["hash-password", "ann:x"], { input: "swordfish\n" });
  assert.deepEqual([wrong.status, wrong.stdout], [2, ""]);
  assert.match(wrong.stderr, /^Cannot use "ann:x" as a name: /);
});

test("runyard hash-password asks twice on a terminal, and shows nothing of it", async () => {
  const typeTwice = async (
    again: string,
  ): Promise<{ readonly said: string; readonly status: number | null }> => {
    await using terminal = new Terminal(["hash-password"], {});
    await terminal.until(/Password: /);
    terminal.type("swordfish\r");
    await terminal.until(/The same again: /);
    terminal.type(`${again}\r`);
    const status = await terminal.ended();
    return { said: terminal.said, status };
  };
  const right = await typeTwice("swordfish");
  assert.equal(right.status, 0);
  assert.match(right.said, /\$scrypt\$/);
  const other = await typeTwice("starfish");
  assert.equal(other.status, 2);
  assert.match(other.said, /the two passwords are not the same/);
  assert.doesNotMatch(right.said + other.said, /swordfish|starfish/);
});

test("runyard audit shows admins who did what, and only its owner can read the file", async () => {
  await writeCredentials("");
  await runyard(["submit", "say"], { RUNYARD_TOKEN: tokens.bob });
  const seen = await runyard(["audit"], { RUNYARD_TOKEN: tokens.root });
  assert.equal(seen.status, 0, seen.stderr);
  assert.match(seen.stdout, /^\S+ +bob +127\.0\.0\.1 +create +\S+ +done$/m);
  const refused = await runyard(["audit"], { RUNYARD_TOKEN: tokens.bob });
  assert.equal(refused.status, 3);
  assert.equal(refused.stderr, "Cannot show the audit log: only an admin may see it\n");
  assert.equal((await stat(join(serving.folder, "data", "audit.log"))).mode & 0o777, 0o600);
});

test("runyard serve refuses an address of other machines where nobody has to log in", async () => {
  const file = join(folder, "runyard.yaml");
  await writeFile(file, `server: { host: 0.0.0.0, port: 0 }\nstore: ${join(folder, "data")}\n`);
  const { status, stderr } = await runRunyard(["serve", "--config", file]);
  assert.equal(status, 7);
  assert.equal(
    stderr,
    'Cannot listen on "0.0.0.0": other machines could submit jobs, and nobody has to log in; write tokens or users under auth: in the configuration, or listen on 127.0.0.1\n',
  );
});
