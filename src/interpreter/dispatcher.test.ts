import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { encodeFrame } from "../core/mod.ts";
import { CommandDispatcher, type DispatcherOptions, StartError, bash, perl, python } from "./mod.ts";

// A folder of its own: other tests make theirs at the same time.
const temporary = mkdtempSync(join(tmpdir(), "runyard-test-"));
process.env["TMPDIR"] = temporary;
after(() => rmSync(temporary, { recursive: true }));

async function started(options: Partial<DispatcherOptions> = {}): Promise<CommandDispatcher> {
  const dispatcher = new CommandDispatcher({ language: python, interruptGraceMs: 60_000, ...options });
  await dispatcher.startChild();
  return dispatcher;
}

/** Says hello with another version of the protocol, and waits. */
const WRONG_VERSION = `import os, struct, time
text = b'{"kind":"hello","protocol":7,"language":"x","version":"1","pid":1,"token":""}'
os.write(3, struct.pack(">II", len(text), 0) + text)
time.sleep(60)`;

describe("CommandDispatcher.startChild()", () => {
  const ways: readonly (readonly [
    what: string,
    argv: [string, ...string[]],
    code: string,
    message: RegExp,
  ])[] = [
    [
      "a missing program",
      ["/nowhere/python"],
      "missing",
      /"\/nowhere\/python": it could not be started: there is no such program$/,
    ],
    [
      "one that ends at once",
      ["/bin/sh", "-c", "echo no licence >&2; exit 3"],
      "ended",
      /ended before it said hello, exit status 3 \(it wrote: no licence\)$/,
    ],
    [
      "one that says nothing",
      ["/bin/sh", "-c", "exec sleep 60"],
      "silent",
      /did not say hello within 0\.3 s$/,
    ],
    [
      "one that speaks another version",
      ["python3", "-c", WRONG_VERSION],
      "wrong-protocol",
      /speaks version 7 of the protocol, and version 1 is wanted$/,
    ],
  ];
  for (const [what, argv, code, message] of ways) {
    test(`tells of ${what}, and leaves nothing`, async () => {
      await using dispatcher = new CommandDispatcher({
        language: python,
        startTimeoutMs: code === "silent" ? 300 : 120_000,
      });
      await assert.rejects(dispatcher.startChild(argv), (error) => {
        assert.ok(error instanceof StartError, String(error));
        assert.equal(error.code, code);
        assert.match(error.message, message);
        return true;
      });
      assert.ok(dispatcher.child?.hasExited() ?? true);
      await assert.rejects(
        dispatcher.run("1"),
        /^TypeError: Cannot run a command: the interpreter is not started/,
      );
    });
  }

  test("takes a shell, -c and a command in one text as well", async () => {
    await using dispatcher = new CommandDispatcher({ language: python });
    const quoted = python
      .arguments({ executable: "python3" })
      .map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
    const hello = await dispatcher.startChild(["/bin/sh", "-c", `exec python3 ${quoted.join(" ")}`]);
    assert.equal(hello.language, "python");
    assert.equal(hello.pid, dispatcher.child?.pid);
  });
});

describe("CommandDispatcher.execute()", () => {
  test("gives 0 where all commands are done, and calls the log handler with the work", async () => {
    const works: unknown[] = [];
    await using dispatcher = await started({ logHandler: (work) => works.push(work) });
    assert.equal(await dispatcher.execute(["import sys", "x = 5"], "frame 1"), 0);
    assert.equal(await dispatcher.execute("assert x == 5"), 0);
    assert.deepEqual(works, ["frame 1", "frame 1", undefined]);
  });

  test("gives 1 at the first command that fails, writes what was raised, and runs no more", async () => {
    let errors = "";
    await using dispatcher = await started({ errors: { write: (text) => (errors += text) } });
    assert.equal(await dispatcher.execute(["x = 1", "1 / 0", "x = 2"]), 1);
    assert.match(errors, /^Traceback [\s\S]+1 \/ 0\n[\s\S]*ZeroDivisionError: division by zero\n$/);
    assert.equal((await dispatcher.run("x")).value, 1);
  });

  test("gives 1 where the interpreter dies, whatever its status", async () => {
    let errors = "";
    await using dispatcher = await started({ errors: { write: (text) => (errors += text) } });
    assert.equal(await dispatcher.execute(["import os; os._exit(0)", "1"]), 1);
    assert.equal(errors, "The interpreter ended in the middle of the command: exit status 0\n");
    assert.equal(await dispatcher.close(), 0);
  });
});

describe("CommandDispatcher", () => {
  test("puts stderr into stdout where it is told to, and keeps both where it is told", async () => {
    const folder = mkdtempSync(join(tmpdir(), "runyard-test-"));
    try {
      await using dispatcher = await started({ mergeStderr: true, outputFolder: folder });
      const { stdout, stderr } = await dispatcher.run("import os; os.write(2, b'one '); os.write(1, b'two')");
      assert.equal(Buffer.from(stdout.bytes).toString(), "one two");
      assert.equal(stderr.bytes.length, 0);
      assert.equal(readFileSync(join(folder, "stdout"), "utf8"), "one two");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("tells of progress and outputs while the command runs", async () => {
    await using dispatcher = await started();
    const told: unknown[] = [];
    dispatcher.events.on("progress", ({ fraction }) => told.push(fraction));
    dispatcher.events.on("output", ({ path }) => told.push(path));
    const { failure } = await dispatcher.run(
      "import runyard\nrunyard.progress(0.25)\nrunyard.output('/tmp/a.png')",
    );
    assert.equal(failure, null);
    assert.deepEqual(told, [0.25, "/tmp/a.png"]);
  });

  test("gives each command its own part of what is written, in the order of the commands", async () => {
    await using dispatcher = await started();
    const results = await Promise.all(
      Array.from({ length: 200 }, (_, index) => dispatcher.run(`print(${index})`)),
    );
    assert.deepEqual(
      results.map(({ stdout }) => Buffer.from(stdout.bytes).toString()),
      Array.from({ length: 200 }, (_, index) => `${index}\n`),
    );
  });

  test("ends an interpreter that does not close in time", async () => {
    await using dispatcher = await started({ shutdownTimeoutMs: 200, graceMs: 200 });
    const looping = dispatcher.run("import time\nwhile True: time.sleep(0.01)");
    assert.equal(await dispatcher.close(), 143);
    assert.equal((await looping).failure?.kind, "exited");
  });

  test("does not begin a command that nobody wants, and loses no interrupt that comes at once", async () => {
    await using dispatcher = await started();
    const aborted = await dispatcher.run("1", { signal: AbortSignal.abort() });
    assert.deepEqual(aborted.failure, { kind: "cancelled", rung: null });
    const soon = new AbortController();
    const looping = dispatcher.run("import time\nwhile True: time.sleep(0.01)", { signal: soon.signal });
    soon.abort();
    assert.deepEqual((await looping).failure, { kind: "cancelled", rung: "interrupted" });
    assert.equal((await dispatcher.run("1")).value, 1);
  });

  test("hears an interrupt that is asked for", async () => {
    await using dispatcher = await started();
    dispatcher.events.on("progress", () => dispatcher.interrupt());
    const source = "import runyard, time; runyard.progress(0.5)\nwhile True: time.sleep(0.01)";
    const { failure } = await dispatcher.run(source);
    assert.equal(failure?.kind === "raised" ? failure.error.type : failure?.kind, "KeyboardInterrupt");
    assert.equal((await dispatcher.run("1")).value, 1);
  });
});

describe("CommandDispatcher over a socket", () => {
  for (const language of [python, perl]) {
    test(`works with ${language.name} where descriptors are closed, and leaves no socket`, async () => {
      const dispatcher = new CommandDispatcher({ language, channel: "socket" });
      const closing = ["/bin/sh", "-c", 'exec 3<&- 4<&- 5<&-; exec "$0" "$@"', language.executable] as const;
      await dispatcher.startChild([...closing, ...language.arguments({ executable: language.executable })]);
      const environment = readFileSync(`/proc/${dispatcher.child?.pid}/environ`, "utf8");
      const address = /RUNYARD_CHANNEL=([^\0]+)/.exec(environment)?.[1] ?? "";
      assert.match(address, /^\/.+channel$/);
      assert.ok(!existsSync(address));
      assert.equal((await dispatcher.run("6 * 7")).value, 42);
      const { value } = await dispatcher.run(
        language === python
          ? "import os; os.environ.get('RUNYARD_CHANNEL_TOKEN')"
          : "$ENV{RUNYARD_CHANNEL_TOKEN}",
      );
      assert.equal(value, null);
      assert.equal(await dispatcher.close(3), 3);
      await dispatcher[Symbol.asyncDispose]();
    });
  }

  test("refuses a language that can't connect to one", () => {
    assert.throws(() => new CommandDispatcher({ language: bash, channel: "socket" }), {
      name: "TypeError",
      message: `Cannot speak to "bash" over a socket: it can't connect to one`,
    });
  });

  test("turns away whoever has not the token", async () => {
    const gate = join(temporary, "gate");
    await using dispatcher = new CommandDispatcher({
      language: python,
      channel: "socket",
      startTimeoutMs: 120_000,
    });
    const argv = python
      .arguments({ executable: "python3" })
      .map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
    const starting = dispatcher.startChild([
      "/bin/sh",
      "-c",
      `until test -e ${gate}; do sleep 0.02; done; exec python3 ${argv.join(" ")}`,
    ]);
    const [folder = ""] = readdirSync(temporary).filter((name) => name.startsWith("runyard-channel-"));
    const stranger = connect(join(temporary, folder, "channel"));
    const hello = { kind: "hello", protocol: 1, language: "python", version: "3", pid: 1, token: "guessed" };
    stranger.write(encodeFrame(hello));
    await once(stranger, "close");
    writeFileSync(gate, "");
    const { pid } = await starting;
    assert.equal(pid, dispatcher.child?.pid);
  });
});
