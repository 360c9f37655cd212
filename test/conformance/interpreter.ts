import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CommandDispatcher,
  type CommandFailure,
  type CommandResult,
  type DispatcherOptions,
  type Language,
  Shown,
  type Value,
} from "../../src/interpreter/mod.ts";
import { isAlive } from "../../src/process/mod.ts";
import { beatsUntil } from "../beats.ts";
import type { Phrases } from "./phrases.ts";

/** Our own environment without what would have Python hold nothing back that it writes. */
export function bufferedEnvironment(): Readonly<Record<string, string>> {
  const given = Object.entries(process.env).filter(([name]) => name !== "PYTHONUNBUFFERED");
  return Object.fromEntries(given.map(([name, value]) => [name, value ?? ""]));
}

/** What every language's end of the channel must do. */
export function testLanguage(language: Language, executable: string, phrases: Phrases): void {
  describe(`CommandDispatcher with ${language.name}`, () => {
    let dispatcher: CommandDispatcher;
    const fresh = async (graces: Partial<DispatcherOptions> = {}): Promise<CommandDispatcher> => {
      const patient = { interruptGraceMs: 60_000, graceMs: 60_000 };
      const started = new CommandDispatcher({ language, executable, ...patient, ...graces });
      await started.startChild();
      return started;
    };
    before(async () => {
      dispatcher = await fresh();
    });
    after(() => dispatcher[Symbol.asyncDispose]());

    test("gives the value of a command, and keeps what a command leaves for the next", async () => {
      assert.equal(valueOf(await dispatcher.run(phrases.fortyTwo)), 42);
      assert.equal(valueOf(await dispatcher.run(phrases.keep)), null);
      assert.equal(valueOf(await dispatcher.run(phrases.recall)), 7);
    });

    test("answers many commands in their order", async () => {
      const results = await Promise.all(
        Array.from({ length: 500 }, (_, index) =>
          dispatcher.run(index % 2 === 0 ? phrases.fortyTwo : phrases.recall),
        ),
      );
      assert.deepEqual(
        results.map(valueOf),
        Array.from({ length: 500 }, (_, index) => (index % 2 === 0 ? 42 : 7)),
      );
    });

    test("tells what each command wrote, its children included", async () => {
      const [wrote, nothing, below] = await Promise.all(
        [phrases.write, phrases.fortyTwo, phrases.writeBelow].map((source) => dispatcher.run(source)),
      );
      assert.deepEqual([outOf(wrote), errOf(wrote)], ["out\n", "err\n"]);
      assert.deepEqual([outOf(nothing), errOf(nothing)], ["", ""]);
      assert.equal(outOf(below), "below\n");
    });

    test("tells what a command wrote before it ended the process", async () => {
      await using dying = await fresh({ env: bufferedEnvironment() });
      const last = await dying.run(`${phrases.write};\n${phrases.die}`);
      failureOf(last, "exited");
      assert.deepEqual([outOf(last), errOf(last)], ["out\n", "err\n"]);
    });

    test("keeps of a great output what fits, and says how much there was", async () => {
      const { failure, stdout } = await dispatcher.run(phrases.writeMuch(20_000_000));
      assert.equal(failure, null);
      assert.equal(stdout.end - stdout.start, 20_000_000);
      assert.deepEqual([stdout.bytes.length, stdout.isCut], [1024 * 1024, true]);
      assert.equal(Buffer.from(dispatcher.written("stdout", stdout.end - 3, stdout.end)).toString(), "xxx");
    });

    test("tells what was raised, what does not parse and a polite exit, and lives on", async () => {
      const raised = failureOf(await dispatcher.run(phrases.raise), "raised");
      assert.match(`${raised.error.type} ${raised.error.message}`, /no such thing/);
      assert.match(raised.error.trace, /no such thing/);
      failureOf(await dispatcher.run(phrases.nonsense), "raised");
      failureOf(await dispatcher.run(phrases.exit), "raised");
      assert.equal(valueOf(await dispatcher.run(phrases.recall)), 7);
    });

    test("gives commands an empty stdin", async () => {
      assert.equal(valueOf(await dispatcher.run(phrases.readStdin)), false);
    });

    test("goes on when a command has closed its stdin, stdout and stderr", async () => {
      await dispatcher.run(phrases.closeStreams);
      assert.equal(outOf(await dispatcher.run(phrases.write)), "out\n");
    });

    test("interrupts a command that takes too long, and lives on", async () => {
      const { rung } = failureOf(await dispatcher.run(phrases.loopForEver, { timeoutMs: 1000 }), "timed-out");
      assert.equal(rung, "interrupted");
      const cancelled = await runAndCancel(dispatcher, phrases.loopForEver);
      assert.equal(failureOf(cancelled, "cancelled").rung, "interrupted");
      assert.equal(
        failureOf(await dispatcher.run(phrases.loopForEver, { silenceMs: 1000 }), "silent").rung,
        "interrupted",
      );
      assert.equal(valueOf(await dispatcher.run(phrases.recall)), 7);
    });

    test("interrupts a command that starts programs which take no notice of it, and lives on", async () => {
      const cancelled = await runAndCancel(dispatcher, phrases.loopOverPrograms);
      assert.equal(failureOf(cancelled, "cancelled").rung, "interrupted");
      assert.equal(valueOf(await dispatcher.run(phrases.recall)), 7);
    });

    test("ends an interpreter whose command takes no notice of interrupts", async () => {
      await using stubborn = await fresh({ interruptGraceMs: 400, graceMs: 400 });
      const loop = runAndCancel(stubborn, phrases.loopStubbornly);
      const next = stubborn.run(phrases.fortyTwo);
      assert.notEqual(failureOf(await loop, "cancelled").rung, "interrupted");
      failureOf(await next, "not-begun");
    });

    for (const [what, source] of [
      ["with status 0", phrases.die],
      ["by a signal", phrases.killItself],
    ] as const) {
      test(`sees the end of an interpreter ${what} within 50 ms, and takes it for no success`, async () => {
        await using mortal = await fresh();
        await mortal.run(phrases.keep);
        const identity = mortal.child?.identity ?? assert.fail();
        let isTold = false;
        const both = Promise.all([mortal.run(source), mortal.run(phrases.fortyTwo)]);
        void both.then(() => (isTold = true));
        while (isAlive(identity)) await sleep(5);
        await beatsUntil("the end was told", () => isTold, 50);
        const [died, next] = await both;
        failureOf(died, "exited");
        failureOf(next, "not-begun");
      });
    }

    test("interrupts a command at its very end, and lives on", async () => {
      await dispatcher.run(phrases.pause);
      const { durationMs } = await dispatcher.run(phrases.pause);
      for (let count = 0; count < 60; count++) {
        const { failure } = await dispatcher.run(phrases.pause, { timeoutMs: durationMs + (count % 6) - 2 });
        if (failure !== null) assert.equal(failure.kind === "timed-out" && failure.rung, "interrupted");
      }
      assert.equal(valueOf(await dispatcher.run(phrases.fortyTwo)), 42);
    });

    test("tells progress from 0 to 1, and raises what is no number", async () => {
      const heard: number[] = [];
      const stop = dispatcher.events.on("progress", ({ fraction }) => heard.push(fraction));
      assert.equal((await dispatcher.run(phrases.progress)).failure, null);
      failureOf(await dispatcher.run(phrases.noProgress), "raised");
      stop();
      assert.deepEqual(heard, [0.5, 1, 0]);
      assert.equal(valueOf(await dispatcher.run(phrases.fortyTwo)), 42);
    });

    test("tells paths of up to 4,096 bytes, and raises longer ones", async () => {
      const heard: string[] = [];
      const stop = dispatcher.events.on("output", ({ path }) => heard.push(path));
      assert.equal((await dispatcher.run(phrases.output(4096))).failure, null);
      failureOf(await dispatcher.run(phrases.output(4097)), "raised");
      failureOf(await dispatcher.run(phrases.output(5_000_000)), "raised");
      stop();
      assert.deepEqual(
        heard.map(({ length }) => length),
        [4096],
      );
    });

    test("cuts values and messages that are too long", async () => {
      const whole = valueOf(await dispatcher.run(phrases.text(1_000_000)));
      assert.equal(typeof whole === "string" && whole.length, 1_000_000);
      for (const source of [phrases.text(70_000_000), phrases.texts(2000, 1000)]) {
        const value = valueOf(await dispatcher.run(source));
        assert.ok(value instanceof Shown && value.isCut && value.text.length <= 10_000, typeof value);
      }
      const { error } = failureOf(await dispatcher.run(phrases.raiseLong(70_000_000)), "raised");
      assert.ok(error.message.length <= 10_000 && error.trace.length <= 10_000);
      assert.equal(valueOf(await dispatcher.run(phrases.fortyTwo)), 42);
    });

    test("ends an interpreter that has closed its channel", async () => {
      await using closed = await fresh();
      const { kind } = (await closed.run(phrases.closeAll)).failure ?? {};
      assert.ok(kind === "channel-lost" || kind === "exited", kind);
    });

    test("leaves no process behind", async () => {
      const { readdirSync, readFileSync } = await import("node:fs");
      const seconds = String(100_000 + Math.floor(Math.random() * 100_000));
      const left = await fresh();
      await left.run(phrases.leaveBehind(seconds));
      const isThere = (): boolean =>
        readdirSync("/proc").some((pid) => {
          try {
            return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(seconds);
          } catch {
            return false;
          }
        });
      while (!isThere()) await sleep(5);
      await left[Symbol.asyncDispose]();
      assert.ok(!isThere());
    });

    test("close() ends it with the status that is asked for", async () => {
      const closing = await fresh();
      const last = closing.run(phrases.fortyTwo);
      assert.equal(await closing.close(3), 3);
      assert.equal(valueOf(await last), 42);
      failureOf(await closing.run(phrases.fortyTwo), "not-begun");
      assert.equal(await closing.close(), 3);
      await closing[Symbol.asyncDispose]();
    });
  });
}

/** Cancels a command a moment after it has told a progress. */
async function runAndCancel(dispatcher: CommandDispatcher, source: string): Promise<CommandResult> {
  const controller = new AbortController();
  const stop = dispatcher.events.on("progress", () => void setTimeout(() => controller.abort(), 50));
  const result = await dispatcher.run(source, { signal: controller.signal });
  stop();
  return result;
}

function valueOf({ value, failure }: CommandResult): Value {
  assert.equal(failure, null);
  return value;
}

function failureOf<Kind extends CommandFailure["kind"]>(
  { failure }: CommandResult,
  kind: Kind,
): Extract<CommandFailure, { kind: Kind }> {
  assert.equal(failure?.kind, kind);
  return failure as Extract<CommandFailure, { kind: Kind }>;
}

function outOf(result: CommandResult | undefined): string {
  return Buffer.from(result?.stdout.bytes ?? []).toString();
}

function errOf(result: CommandResult | undefined): string {
  return Buffer.from(result?.stderr.bytes ?? []).toString();
}
