import assert from "node:assert/strict";
import { test } from "node:test";
import { Moment, Shown, Tuple, type Value } from "../../interpreter/mod.ts";
import { showValue } from "./show-value.ts";

const show = (value: Value): string => showValue(value, { colours: false, width: 80 });

test("showValue() writes each kind of value in a readable form", () => {
  const cases: readonly (readonly [value: Value, text: string])[] = [
    [null, "null"],
    ["it's\n", `"it's\\n"`],
    [2n ** 70n, "1180591620717411303424"],
    [Buffer.from("a'\\\n\u0000\u00ff", "latin1"), "b'a\\'\\\\\\n\\x00\\xff'"],
    [Tuple.of<Value>(1, "a"), "(1, 'a')"],
    [Tuple.of<Value>(Tuple.of<Value>()), "((),)"],
    [new Moment("date", "2026-11-22"), "2026-11-22"],
    [new Moment("duration", "90.5"), "90.5 s"],
    [new Shown("object", "<object>", false), "<object>"],
    [new Shown("object", "\u001b[2J", true), "\\e[2J... and more"],
    [new Set<Value>([1n]), "Set(1) { 1 }"],
    [new Map<Value, Value>([[1, Tuple.of<Value>(2, 3)]]), "Map(1) { 1 => (2, 3) }"],
    [{ a: [1, { b: null }] }, "{ a: [ 1, { b: null } ] }"],
  ];
  for (const [value, text] of cases) assert.equal(show(value), text);
});

test("showValue() cuts what is too long or too deep, and says how much there is", () => {
  assert.match(show("x".repeat(2500)), /x'\.\.\. 500 more characters$/);
  assert.match(show(Buffer.alloc(2001)), /'\.\.\. 1 more byte$/);
  assert.match(show(Array.from({ length: 300 }, () => 1)), /100 more items/);
  const deep = Array.from({ length: 20 }).reduce<Value>((inner) => Tuple.of<Value>(inner), 1);
  assert.ok(show(deep).length < 100);
});
