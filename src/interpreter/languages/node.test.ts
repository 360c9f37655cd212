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
  loopForEver: "while (true) {}",
  loopStubbornly:
    "process.on('SIGTERM', () => {}); await new Promise((go) => setTimeout(go, 1)); while (true) {}",
  closeStreams: "for (let each = 0; each < 3; each++) require('node:fs').closeSync(each)",
  closeAll:
    "for (let each = 0; each < 1024; each++) { try { require('node:fs').closeSync(each) } catch {} } await new Promise((go) => setTimeout(go, 60_000))",
  leaveBehind: (seconds) =>
    `require('node:child_process').spawn('sleep', ['${seconds}'], { detached: true, stdio: 'ignore' }).unref()`,
});

describe("node", () => {
  let dispatcher: CommandDispatcher;
  before(async () => {
    dispatcher = new CommandDispatcher({ language: node, executable: process.execPath });
    await dispatcher.startChild();
  });
  after(() => dispatcher[Symbol.asyncDispose]());

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

  test("lets a name be declared again", async () => {
    await valueOf("const twice = 1; let other = 1; class Thing {}; function f() { return 1 }");
    assert.equal(
      await valueOf(
        "const twice = 2; let other = 3; class Thing {}; function f() { return 4 }; twice + other + f()",
      ),
      9,
    );
    assert.match((await errorOf("twice = 5")).message, /constant/);
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
    assert.equal((await errorOf("throw 'a text'")).message, "a text");
  });

  for (const [what, source] of [
    ["never waits", "while (true) {}"],
    ["waits for events", "while (true) await new Promise((go) => setTimeout(go, 5))"],
    ["waits for nothing that takes time", "while (true) await null"],
    ["never waits, past an await", "await null; while (true) {}"],
    ["waits for what never comes", "new Promise(() => {})"],
  ]) {
    test(`interrupts a loop that ${what}`, async () => {
      const { failure } = await dispatcher.run(`${source}`, { timeoutMs: 50 });
      assert.deepEqual(failure, { kind: "timed-out", afterMs: 50, rung: "interrupted" });
      assert.equal(await valueOf("6 * 7"), 42);
    });
  }

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
    await valueOf("setTimeout(() => { throw new Error('too late') }, 1); undefined");
    const next = await dispatcher.run("await new Promise((go) => setTimeout(go, 30))");
    assert.match(Buffer.from(next.stderr.bytes).toString(), /too late/);
    assert.equal(next.failure, null);
    assert.equal(await valueOf("1"), 1);
  });

  test("goes on when a command has changed globals, listeners and streams", async () => {
    await valueOf(
      "process.removeAllListeners(); console.log = null; process.stdout.end(); JSON.stringify = null; setImmediate = Promise = Buffer = Error = undefined; delete globalThis.Object; 1",
    );
    const { failure, stdout } = await dispatcher.run("process.stdout.write('still\\n')");
    assert.deepEqual([failure, Buffer.from(stdout.bytes).toString()], [null, "still\n"]);
    const loop = await dispatcher.run("while (true) {}", { timeoutMs: 50 });
    assert.deepEqual(loop.failure, { kind: "timed-out", afterMs: 50, rung: "interrupted" });
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
