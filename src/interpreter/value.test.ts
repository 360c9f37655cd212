import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { CommandDispatcher, Moment, Shown, Tuple, type Value, decodeValue, python } from "./mod.ts";

describe("decodeValue(), of what Python says", () => {
  let dispatcher: CommandDispatcher;
  before(async () => {
    dispatcher = new CommandDispatcher({ language: python });
    await dispatcher.startChild();
    await dispatcher.run("import datetime");
  });
  after(() => dispatcher[Symbol.asyncDispose]());

  const values: readonly (readonly [source: string, value: Value])[] = [
    ["None", null],
    ["True", true],
    ["-7", -7],
    ["2 ** 53 - 1", Number.MAX_SAFE_INTEGER],
    ["2 ** 53", 9007199254740992n],
    ["-10 ** 40", -(10n ** 40n)],
    ["-10 ** 5000", -(10n ** 5000n)],
    ["0.1", 0.1],
    ["float('nan')", Number.NaN],
    ["[float('inf'), -float('inf')]", [Infinity, -Infinity]],
    [`"a\\u2028\\n\\"é\\0"`, 'a\u2028\n"é\0'],
    ["b'\\x00\\xff'", Buffer.from([0, 255])],
    ["(1, 'a')", Tuple.from([1, "a"])],
    ["{'a': [1, {'b': None}]}", { a: [1, { b: null }] }],
    [
      "{1: 'a', (2, 3): 'b'}",
      new Map<Value, Value>([
        [1, "a"],
        [Tuple.from([2, 3]) as Tuple, "b"],
      ]),
    ],
    ["{'$': 'int'}", new Map([["$", "int"]])],
    ["{5}", new Set([5])],
    ["datetime.date(2026, 11, 22)", new Moment("date", "2026-11-22")],
    ["datetime.datetime(2026, 11, 22, 6, 30)", new Moment("datetime", "2026-11-22T06:30:00")],
    ["datetime.timedelta(minutes=2)", new Moment("duration", "120")],
    ["range(3)", new Shown("range", "range(0, 3)", false)],
  ];
  for (const [source, value] of values) {
    test(source, async () => {
      const result = await dispatcher.run(source);
      assert.equal(result.failure, null);
      assert.deepEqual(result.value, value);
    });
  }

  test("what is too large, too deep, or can't be shown, is cut or said so", async () => {
    const large = (await dispatcher.run("list(range(200000))")).value;
    assert.ok(large instanceof Shown && large.isCut && large.text.length === 10_000);
    await dispatcher.run("a = []\na.append(a)\nclass C:\n  def __repr__(self): raise ValueError('x')");
    assert.deepEqual((await dispatcher.run("a")).value, new Shown("list", "[[...]]", false));
    assert.match(((await dispatcher.run("C()")).value as Shown).text, /repr\(\) raises ValueError/);
  });
});

test("decodeValue() takes what it does not know for text", () => {
  assert.deepEqual(decodeValue({ $: "quaternion", v: [1, 2] }), new Shown("quaternion", "[1,2]", false));
});
