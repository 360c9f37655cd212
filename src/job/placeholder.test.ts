import assert from "node:assert/strict";
import { test } from "node:test";
import { type Lookup, expandCommand, parseTemplate, placeholdersOf } from "./placeholder.ts";

const values: Readonly<Record<string, string | readonly string[]>> = {
  name: "Ada; rm -rf /",
  empty: "",
  files: ["/a b", "/c"],
  one: ["/only"],
  none: [],
  dollar: "$& {name} $1",
};
const lookup: Lookup = (name) => values[name];

test("parseTemplate() tells placeholders from text and from doubled braces", () => {
  assert.deepEqual(parseTemplate("a{b}{{c}}{d_1}"), [
    { kind: "text", text: "a" },
    { kind: "placeholder", name: "b" },
    { kind: "text", text: "{c}" },
    { kind: "placeholder", name: "d_1" },
  ]);
  assert.deepEqual(parseTemplate(""), []);
  assert.deepEqual(parseTemplate("{{{a}}}"), [
    { kind: "text", text: "{" },
    { kind: "placeholder", name: "a" },
    { kind: "text", text: "}" },
  ]);
});

test("parseTemplate() refuses a brace that stands alone", () => {
  for (const entry of ["{", "a}", "{a", "{a b}", "{1}", "{}", "{{a}", "awk '{print}' }"]) {
    assert.throws(() => parseTemplate(entry), SyntaxError, entry);
  }
  const message = 'Cannot read "${HOME": write a brace that is no placeholder as {{';
  assert.throws(() => parseTemplate("${HOME"), { message });
  assert.throws(() => parseTemplate(`{${"x".repeat(1000)}`), /^SyntaxError: Cannot read "\{x{199}…": write/);
});

test("parseTemplate() refuses a NUL byte, which no argument can hold", () => {
  assert.throws(() => parseTemplate("a\0b"), /no program takes a NUL byte in an argument$/);
});

test("placeholdersOf() names each placeholder once", () => {
  assert.deepEqual(placeholdersOf(parseTemplate("{b}{a}{b}{{c}}")), ["b", "a"]);
});

test("expandCommand() makes one argument of an entry, whatever is in the value", () => {
  const command = ["echo", "{name}", "--x={name}!", "{{}}", "{empty}", "{dollar}"];
  assert.deepEqual(expandCommand(command, lookup), [
    ...["echo", "Ada; rm -rf /", "--x=Ada; rm -rf /!", "{}", "", "$& {name} $1"],
  ]);
});

test("expandCommand() makes an argument of each value where the placeholder stands alone", () => {
  assert.deepEqual(expandCommand(["cat", "{files}", ["-f", "{files}"]], lookup), [
    "cat",
    "/a b",
    "/c",
    "-f",
    "/a b",
    "/c",
  ]);
});

test("expandCommand() leaves out an entry without a value, and a list with one", () => {
  const command = [
    "x",
    "{missing}",
    "--a={missing}",
    ["--max", "{missing}"],
    ["--min", "{name}"],
    "{none}",
    ["-q", "{none}"],
  ];
  assert.deepEqual(expandCommand(command, lookup), ["x", "--min", "Ada; rm -rf /"]);
});

test("expandCommand() refuses several values inside a longer text", () => {
  const message = 'Cannot fill in "-f{files}": {files} has 2 values, and stands inside a longer text';
  assert.throws(() => expandCommand(["-f{files}"], lookup), { name: "RangeError", message });
  assert.deepEqual(expandCommand(["-f{one}"], lookup), ["-f/only"]);
});
