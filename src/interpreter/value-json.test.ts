import assert from "node:assert/strict";
import { test } from "node:test";
import { Moment, Shown, Tuple, type Value } from "./value.ts";
import { valueAsJson } from "./value-json.ts";

test("valueAsJson() gives plain JSON for every kind of value", () => {
  const cases: readonly (readonly [Value, unknown])[] = [
    [null, null],
    [1.5, 1.5],
    [Number.NaN, "NaN"],
    [-Infinity, "-Infinity"],
    [2n ** 64n, "18446744073709551616"],
    [Buffer.from("hi"), "aGk="],
    [new Moment("date", "2026-11-22"), "2026-11-22"],
    [new Shown("Image", "<Image>", false), "<Image>"],
    [tuple(1, tuple("a")), [1, ["a"]]],
    [new Set<Value>([1, "b"]), [1, "b"]],
    [
      new Map<Value, Value>([
        [1, "one"],
        [tuple(1, 2), null],
      ]),
      { "1": "one", "[1,2]": null },
    ],
    [{ a: [true, { b: 1n }] }, { a: [true, { b: "1" }] }],
  ];
  for (const [value, json] of cases) assert.deepEqual(JSON.parse(JSON.stringify(valueAsJson(value))), json);
});

test("valueAsJson() keeps a key that is __proto__", () => {
  const json = valueAsJson(JSON.parse('{"__proto__": 1}') as Value);
  assert.equal(JSON.stringify(json), '{"__proto__":1}');
});

function tuple(...values: readonly Value[]): Value {
  return Tuple.from(values) as Tuple;
}
