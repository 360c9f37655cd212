import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { testLanguage } from "../../../test/conformance/interpreter.ts";
import { CommandDispatcher, Moment, type RaisedError, Shown, type Value, describeFailure } from "../mod.ts";
import { node } from "./node.ts";

testLanguage(node, process.execPath, {
  keep: "const kept = 7",
  recall: "kept",
  fortyTwo: "6 * 7",
  write: "console.log('out'); console.error('err')",
  writeBelow: "require('node:child_process').spawnSync('echo', ['below'], { stdio: 'inherit' }); undefined",
  writeMuch: (bytes) => `process.stdout.write('x'.repeat(${bytes}))`,
  raise: "throw new Error('no such thing')",
  nonsense: "def def",
  exit: "process.exit(0)",
  die: "process.reallyExit(0)",
  killItself: "process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})",
  readStdin: "require('node:fs').readFileSync(0).length > 0",
  loopForEver: "runyard.progress(0.5); while (true) {}",
  loopOverPrograms: `runyard.progress(0.5); while (true) require('node:child_process').execSync('trap "" INT; sleep 0.2')`,
  loopStubbornly:
    "process.on('SIGTERM', () => {}); await new Promise((go) => setTimeout(() => { runyard.progress(0.5); for (;;) {} }, 1))",
  closeStreams: "for (let each = 0; each < 3; each++) require('node:fs').closeSync(each)",
  closeAll:
    "for (let each = 0; each < 1024; each++) { try { require('node:fs').closeSync(each) } catch {} } await new Promise((go) => setTimeout(go, 60_000))",
  pause: "for (const end = performance.now() + 25; performance.now() < end; );",
  progress: "for (const each of [0.5, 7, -7]) runyard.progress(each)",
  noProgress: "runyard.progress(NaN)",
  output: (bytes) => `runyard.output('/' + 'x'.repeat(${bytes - 1}))`,
  text: (length) => `'x'.repeat(${length})`,
  texts: (count, length) => `Array(${count}).fill('x'.repeat(${length}))`,
  raiseLong: (length) => `throw new Error('x'.repeat(${length}))`,
  leaveBehind: (seconds) =>
    `require('node:child_process').spawn('sleep', ['${seconds}'], { detached: true, stdio: 'ignore' }).unref()`,
});

/** An interrupt may take long on a machine that is busy. */
const patient = { language: node, executable: process.execPath, interruptGraceMs: 60_000 };

describe("node", () => {
  let dispatcher: CommandDispatcher;
  before(async () => {
    dispatcher = new CommandDispatcher(patient);
    await dispatcher.startChild();
  });
  after(() => dispatcher[Symbol.asyncDispose]());

  /** Cancels a command when it has told a progress. */
  async function runAndCancel(hurt: CommandDispatcher, source: string): Promise<unknown> {
    const controller = new AbortController();
    const stop = hurt.events.on("progress", () => controller.abort());
    const { failure } = await hurt.run(source, { signal: controller.signal });
    stop();
    return failure;
  }

  async function valueOf(source: string): Promise<Value> {
    const { failure, value } = await dispatcher.run(source);
    assert.equal(failure, null, failure === null ? "" : `${source}: ${describeFailure(failure)}`);
    return value;
  }

  async function errorOf(source: string): Promise<RaisedError> {
    const { failure } = await dispatcher.run(source);
    assert.equal(failure?.kind, "raised");
    return failure.error;
  }

  test("literal() makes what is the same value there", async () => {
    const texts = [
      "",
      "\0 \u0001 \u007f",
      'it\'s "quoted" `${1}`',
      "a\nb\r\n\u2028\u2029",
      "\\",
      "$x @y %z {a}",
      "é ü 日本 🙂",
      "\ud800",
    ];
    for (const text of texts) assert.equal(await valueOf(node.literal(text)), text);
    assert.equal(await valueOf(`3-${node.literal(-4)}`), 7);
    assert.deepEqual(await valueOf(node.literal([null, true, [1.5, -0.1, 1e300], Infinity, -(2n ** 70n)])), [
      null,
      true,
      [1.5, -0.1, 1e300],
      Infinity,
      -(2n ** 70n),
    ]);
    assert.ok(Number.isNaN(await valueOf(node.literal(Number.NaN))));
  });

  test("gives values of the language", async () => {
    assert.deepEqual(await valueOf("[undefined, null, -Infinity, 2n ** 64n, 'x']"), [
      null,
      null,
      -Infinity,
      2n ** 64n,
      "x",
    ]);
    assert.deepEqual(await valueOf("{ a: 1, b: { $: 2 } }"), { a: 1, b: new Map([["$", 2]]) });
    assert.deepEqual(await valueOf("new Map([[1, new Set(['a'])]])"), new Map([[1, new Set(["a"])]]));
    assert.deepEqual(await valueOf("new Uint8Array([0, 255])"), Buffer.from([0, 255]));
    assert.deepEqual(await valueOf("new Float64Array([0.5, NaN])"), [0.5, Number.NaN]);
    assert.deepEqual(await valueOf("new Date(0)"), new Moment("datetime", "1970-01-01T00:00:00.000Z"));
    assert.deepEqual(await valueOf("/a+/g"), new Shown("RegExp", "/a+/g", false));
    assert.deepEqual(
      await valueOf("class Point { x = 1 }; new Point()"),
      new Shown("Point", "Point { x: 1 }", false),
    );
    const round = await valueOf("const round = {}; round.self = round; round");
    assert.ok(round instanceof Shown && round.text.includes("Circular"));
    const large = await valueOf("Array.from({ length: 100_001 }, (_, index) => index)");
    assert.ok(large instanceof Shown);
  });

  test("awaits at the top level, and a promise as the last value", async () => {
    assert.equal(await valueOf("const late = await new Promise((go) => setTimeout(go, 5, 4)); late + 1"), 5);
    assert.equal(await valueOf("Promise.resolve(late)"), 4);
    assert.match((await errorOf("Promise.reject(new RangeError('too late'))")).message, /too late/);
    assert.equal(await valueOf("const { sep } = await import('node:path'); sep"), "/");
    assert.equal(await valueOf("const text = 'import(1)'; text"), "import(1)");
  });

  test("lets a name be declared again, and keeps it for the next command", async () => {
    await valueOf("const twice = 1; let other = 1; class Thing {}; function f() { return 1 }");
    assert.equal(
      await valueOf(
        "const twice = 2; let other = 3; class Thing {}; function f() { return 4 }; twice + other + f()",
      ),
      9,
    );
    assert.equal(await valueOf("let other\n[other, twice]"), null);
    assert.equal(
      await valueOf("const crypto = require('node:crypto'); typeof crypto.createHash"),
      "function",
    );
    await valueOf(
      "const { a, b: [c, ...d] } = await { a: 1, b: [2, 3] }; for (var i = 0; i < 3; i++) {} function g() { return a } class K { static s = c } if (a) var e = 9; else e = 8",
    );
    assert.deepEqual(await valueOf("[a, c, d, i, g(), K.s, e]"), [1, 2, [3], 3, 1, 2, 9]);
  });

  test("gives the value of the last statement where it is an expression", async () => {
    for (const [source, value] of [
      ["1; 2 // two", 2],
      ["5; const five = 5", null],
      ["if (true) 5", null],
      ["(await 1, 2);;", 2],
      ["#!/usr/bin/env node\nawait 1; 7", 7],
      ["var await = 3; await", 3],
      ["'use strict'; const late = await 1; function self() { return this } self() === undefined", true],
      ["let sum = 0; for await (var each of [1, Promise.resolve(2)]) sum += each; sum", 3],
    ] as const) {
      assert.equal(await valueOf(source), value, source);
    }
  });

  test("tells where an error is", async () => {
    const { type, frames, trace } = await errorOf("function deep() {\n  null.x;\n}\ndeep()");
    assert.equal(type, "TypeError");
    assert.deepEqual(
      frames.map(({ line, in: name }) => [line, name]),
      [
        [2, "deep"],
        [4, ""],
      ],
    );
    assert.ok(!trace.includes("bootstrap"), trace);
    const wrong = await errorOf("1;\nlet let = 5");
    assert.equal(wrong.type, "SyntaxError");
    assert.equal(wrong.frames[0]?.line, 2);
    assert.match(wrong.trace, /let let = 5/);
    assert.doesNotMatch((await errorOf("await 1; x = {{")).message, /await/);
    assert.equal((await errorOf("throw 'a text'")).message, "a text");
  });

  for (const [what, source] of [
    ["never waits", "while (true) {}"],
    ["waits for events", "while (true) await new Promise((go) => setTimeout(go, 5))"],
    ["waits for nothing that takes time", "while (true) await null"],
    ["never waits, past an await", "await null; while (true) {}"],
    ["never waits, past a timer", "await new Promise((go) => setTimeout(go, 5)); while (true) {}"],
    ["waits for what never comes", "new Promise(() => {})"],
    ["never ends reading what it gives", "({ get endless() { while (true) {} } })"],
    ["waits for a process", "require('node:child_process').execSync('sleep 60')"],
  ]) {
    test(`interrupts a loop that ${what}`, async () => {
      const failure = await runAndCancel(dispatcher, `runyard.progress(0.5); ${source}`);
      assert.deepEqual(failure, { kind: "cancelled", rung: "interrupted" });
      assert.equal(await valueOf("6 * 7"), 42);
    });
  }

  test("strikes with an interrupt what runs, and nothing else, at whatever moment it comes", async () => {
    const sources = [
      "42",
      "{ const end = performance.now() + Math.random(); while (performance.now() < end); } 42",
      "for (let each = 0; each < 50; each++) await null; 42",
      "await new Promise((go) => setTimeout(go, 1)); for (let each = 0; each < 1e4; each++); 42",
      "for (let each = 0; each < 20; each++) runyard.progress(each / 20); 42",
      "for (let each = 0; each < 20; each++) process.nextTick(() => console.log(each)); 42",
      "new (require('node:async_hooks').AsyncResource)('X').runInAsyncScope(() => JSON.stringify(Array(1e4))); 42",
    ];
    for (let count = 0; count < 700; count++) {
      const isInterrupted = count % 3 !== 0;
      const running = dispatcher.run(sources[count % sources.length] ?? "");
      const at = performance.now() + Math.random() * 2;
      if (isInterrupted) {
        while (performance.now() < at);
        dispatcher.interrupt();
      }
      const { failure, value } = await running;
      if (failure === null) assert.equal(value, 42);
      else assert.ok(isInterrupted && failure.kind === "raised" && failure.error.type === "Interrupt");
    }
  });

  test("never goes on with a command that was interrupted while it waited", async () => {
    const source =
      "let ticks = 0; while (true) { await new Promise((go) => setTimeout(go, 1)); if (++ticks === 20) runyard.progress(0.5) }";
    await runAndCancel(dispatcher, source);
    const ticks = await valueOf("ticks");
    assert.equal(await valueOf("await new Promise((go) => setTimeout(go, 30)); ticks"), ticks);
  });

  test("takes process.exit() for an error of the command, caught or called later", async () => {
    assert.equal((await errorOf("process.exit(0)")).message, "process.exit(0)");
    assert.equal((await errorOf("try { process.exit(3) } catch {} 5")).message, "process.exit(3)");
    assert.equal(
      (await errorOf("setTimeout(() => process.exit(4), 1); await new Promise(() => {})")).message,
      "process.exit(4)",
    );
  });

  test("writes to stderr what is raised after a command, and lives on", async () => {
    const during = await dispatcher.run("Promise.reject(new Error('unheard')); undefined");
    assert.match(Buffer.from(during.stderr.bytes).toString(), /unheard/);
    await valueOf("setTimeout(() => { throw new Error('too late') }, 50); undefined");
    const next = await dispatcher.run("await new Promise((go) => setTimeout(go, 150))");
    assert.match(Buffer.from(next.stderr.bytes).toString(), /too late/);
    assert.equal(next.failure, null);
    assert.equal(await valueOf("1"), 1);
  });

  test("goes on when a command has changed globals, prototypes, listeners and streams", async () => {
    await using hurt = new CommandDispatcher(patient);
    await hurt.startChild();
    for (const harm of [
      "process.removeAllListeners(); process.stdout.end(); console.log = null",
      "Array.prototype.map = Array.prototype.push = null; delete Array.prototype[Symbol.iterator]",
      "String.prototype.split = String.prototype.slice = RegExp.prototype.exec = null",
      "Function.prototype.call = Function.prototype.bind = Promise.prototype.then = null",
      "process.kill = process.on = process.emit = process.listenerCount = process.cwd = null",
      "Object.prototype.toJSON = () => 'none'; Object.keys = Object.defineProperty = null",
      "JSON = Promise = Reflect = Buffer = Symbol = Atomics = Error = setImmediate = performance = null",
    ]) {
      await hurt.run(harm);
      const { value, stdout } = await hurt.run("process.stdout.write('still\\n'); 6 * 7");
      assert.deepEqual([value, Buffer.from(stdout.bytes).toString()], [42, "still\n"], harm);
      assert.equal((await hurt.run("await null; 6 * 7")).value, 42, harm);
      const { failure } = await hurt.run("throw new TypeError('bad')");
      assert.equal(failure === null ? "" : describeFailure(failure), "TypeError: bad", harm);
      const loop = await runAndCancel(hurt, "runyard.progress(0.5); while (true) {}");
      assert.deepEqual(loop, { kind: "cancelled", rung: "interrupted" }, harm);
    }
  });

  test("hears of progress and of files, and no child of a command sees the channel", async () => {
    await using fresh = new CommandDispatcher({ language: node, executable: process.execPath });
    await fresh.startChild();
    const heard: unknown[] = [];
    fresh.events.on("progress", ({ fraction }) => heard.push(fraction));
    fresh.events.on("output", ({ path }) => heard.push(path));
    const { stdout } = await fresh.run(
      "runyard.progress(0.5); runyard.output('/tmp/a.png'); require('node:child_process').spawnSync('sh', ['-c', 'echo $RUNYARD_CHANNEL; test -e /proc/self/fd/3 && echo open'], { stdio: 'inherit' }); 1",
    );
    assert.deepEqual(heard, [0.5, "/tmp/a.png"]);
    assert.equal(Buffer.from(stdout.bytes).toString(), "\n");
  });
});
