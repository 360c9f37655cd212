import assert from "node:assert/strict";
import { closeSync, fstatSync, mkdtempSync, openSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { until } from "../../test/run-job.ts";
import { CommandDispatcher, type DispatcherOptions, StartError, describeFailure, python } from "./mod.ts";

async function started(options: Partial<DispatcherOptions> = {}): Promise<CommandDispatcher> {
  const dispatcher = new CommandDispatcher({ language: python, interruptGraceMs: 60_000, ...options });
  await dispatcher.startChild();
  return dispatcher;
}

/** What a command can write to the channel itself, in place of its end. */
function forged(message: string): string {
  return `import os, struct, time
text = (${message}).encode()
for descriptor in range(3, 64):
  try:
    if os.readlink(f"/proc/self/fd/{descriptor}").startswith("socket:"): channel = descriptor
  except OSError: pass
frame = struct.pack(">II", len(text), 0) + text
while frame: frame = frame[os.write(channel, frame):]
time.sleep(60)`;
}

// A folder of its own: other tests make theirs at the same time.
const temporary = mkdtempSync(join(tmpdir(), "runyard-test-"));
process.env["TMPDIR"] = temporary;
after(() => rmSync(temporary, { recursive: true }));

function leftInTemporary(): readonly string[] {
  return readdirSync(tmpdir()).filter((name) => /^runyard-(?:channel|interpreter|pipes)-/.test(name));
}

function openDescriptors(): number {
  return readdirSync("/proc/self/fd").length;
}

describe("CommandDispatcher.run()", () => {
  const done = (value: string): string =>
    `'{"kind":"done","id":1,"error":null,"durationMs":1,"value":' + ${value} + '}'`;
  for (const [what, message] of [
    ["a number that is none", done(`'{"$":"int","v":"zz"}'`)],
    ["a value that is nested too deeply", done(`"[" * 5000 + "]" * 5000`)],
    ["a tag nested too deeply", done(`'{"$":"set","v":[' * 5000 + "]}" * 5000`)],
  ] as const) {
    test(`takes an answer with ${what} for the end of the channel`, async () => {
      await using dispatcher = await started({ graceMs: 300 });
      const { failure } = await dispatcher.run(forged(message));
      assert.equal(failure?.kind, "channel-lost");
      assert.equal((await dispatcher.run("1")).failure?.kind, "not-begun");
    });
  }

  test("takes no notice of a progress that is none", async () => {
    await using dispatcher = await started();
    const heard: number[] = [];
    dispatcher.events.on("progress", ({ fraction }) => heard.push(fraction));
    const source = forged(`'{"kind":"progress","id":1,"fraction":1e999}'`);
    const { failure } = await dispatcher.run(source.replace("time.sleep(60)", "None"));
    assert.deepEqual([failure, heard], [null, []]);
    assert.equal((await dispatcher.run("1")).value, 1);
  });

  test("refuses a source that is longer than what can be sent, and goes on", async () => {
    await using dispatcher = await started();
    const { failure } = await dispatcher.run("#".repeat(68_000_000));
    assert.equal(
      failure === null ? "" : describeFailure(failure),
      "The command was not begun: its source is longer than 64 MB",
    );
    assert.equal((await dispatcher.run(`1\n${"#".repeat(60_000_000)}`)).value, 1);
  });

  test("says of an interpreter that ends at an interrupt that it ended by itself", async () => {
    await using dispatcher = await started();
    const source =
      "import runyard, signal, time; signal.signal(signal.SIGINT, signal.SIG_DFL); runyard.progress(0.5); time.sleep(600)";
    const cancelling = new AbortController();
    dispatcher.events.on("progress", () => cancelling.abort());
    const { failure } = await dispatcher.run(source, { signal: cancelling.signal });
    assert.deepEqual(failure, { kind: "cancelled", rung: "ended" });
    assert.match(describeFailure(failure), /; the interpreter ended by itself$/);
  });

  test("gives an interrupt a grace of any length", async () => {
    await using dispatcher = await started({ interruptGraceMs: 1e12, graceMs: 1e12 });
    const source =
      "import time\ntry:\n  time.sleep(600)\nexcept KeyboardInterrupt:\n  time.sleep(0.3)\n  raise";
    const { failure } = await dispatcher.run(source, { timeoutMs: 100 });
    assert.deepEqual(failure, { kind: "timed-out", afterMs: 100, rung: "interrupted" });
  });
});

describe("CommandDispatcher[Symbol.asyncDispose]()", () => {
  test("closes nothing of others when it is called again", async () => {
    const dispatcher = await started({ channel: "socket" });
    await dispatcher[Symbol.asyncDispose]();
    const opened = Array.from({ length: 20 }, () => openSync("/dev/null", "r"));
    await dispatcher[Symbol.asyncDispose]();
    for (const descriptor of opened) assert.ok(fstatSync(descriptor).isCharacterDevice());
    opened.forEach((descriptor) => closeSync(descriptor));
    assert.equal(dispatcher.written("stdout", 0, 10).length, 0);
  });
});

/** Who waited for the hello of a program that says none, or for its end, would wait for longer than a test may take. */
const waitingLong = {
  language: python,
  channel: "socket",
  startTimeoutMs: 3_600_000,
  shutdownTimeoutMs: 3_600_000,
} as const;

describe("CommandDispatcher.startChild()", () => {
  test("leaves no descriptor and no folder where it can't even be tried", async () => {
    const folders = leftInTemporary();
    for (const channel of ["inherited", "socket"] as const) {
      const before = openDescriptors();
      const dispatcher = new CommandDispatcher({ language: python, channel });
      await assert.rejects(dispatcher.startChild(["python3", "a\0b"]), { code: "ERR_INVALID_ARG_VALUE" });
      await dispatcher[Symbol.asyncDispose]();
      await until("what was opened is closed", () => openDescriptors() === before);
    }
    const output = join(mkdtempSync(join(tmpdir(), "runyard-test-")), "missing");
    const dispatcher = new CommandDispatcher({ language: python, outputFolder: output });
    const before = openDescriptors();
    await assert.rejects(dispatcher.startChild(), { code: "ENOENT" });
    await until("what was opened is closed", () => openDescriptors() === before);
    rmSync(join(output, ".."), { recursive: true });
    assert.deepEqual(leftInTemporary(), folders);
  });

  test("ends at once when it is cancelled", async () => {
    const folders = leftInTemporary();
    const dispatcher = new CommandDispatcher(waitingLong);
    const starting = dispatcher.startChild(["/bin/sh", "-c", "exec sleep 3600"], AbortSignal.timeout(100));
    await assert.rejects(starting, (error) => error instanceof StartError && error.code === "cancelled");
    await dispatcher[Symbol.asyncDispose]();
    assert.ok(dispatcher.child?.hasExited());
    assert.deepEqual(leftInTemporary(), folders);
  });

  test("can be taken back by close() at once", async () => {
    const dispatcher = new CommandDispatcher(waitingLong);
    const starting = assert.rejects(dispatcher.startChild(["/bin/sh", "-c", "exec sleep 3600"]), StartError);
    await dispatcher.close();
    await starting;
    await dispatcher[Symbol.asyncDispose]();
    assert.ok(dispatcher.child?.hasExited());
  });

  test("works where PATH leads nowhere and TMPDIR is no folder", async () => {
    const { PATH, TMPDIR } = process.env;
    [process.env["PATH"], process.env["TMPDIR"]] = ["/opt/none", "/opt/none"];
    try {
      const env = { PATH: PATH ?? "" };
      await using dispatcher = await started({ channel: "socket", env });
      assert.equal((await dispatcher.run("6 * 7")).value, 42);
    } finally {
      process.env["PATH"] = PATH;
      if (TMPDIR === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = TMPDIR;
    }
  });
});
