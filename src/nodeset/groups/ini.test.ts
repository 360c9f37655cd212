import assert from "node:assert/strict";
import { test } from "node:test";
import { GroupError } from "./group-error.ts";
import { type Ini, mergeIni, parseIni, sectionsOf } from "./ini.ts";
import { interpolate } from "./interpolate.ts";

function valuesIn(ini: Ini): Record<string, Record<string, string>> {
  return Object.fromEntries(
    [...sectionsOf(ini)].map(([name, { values }]) => [
      name,
      Object.fromEntries([...values].map(([key, { text }]) => [key, text])),
    ]),
  );
}

// Each was read by Python's ConfigParser as well.
const read: readonly [string, string, Record<string, Record<string, string>>][] = [
  ["both separators", "[a]\nmap: x = y\nlist=x : y\n", { a: { map: "x = y", list: "x : y" } }],
  [
    "values that go on",
    "[a]\nmap: one\n  two\n\n  three\nlist: z",
    { a: { map: "one\ntwo\n\nthree", list: "z" } },
  ],
  [
    "comments, which end no value",
    "[a]\nmap: one\n# c\n  two ; not\n  ; gone\n  three\n",
    { a: { map: "one\ntwo ; not\nthree" } },
  ],
  [
    "values by their indent",
    "[a]\n  map: one\n  list: two\n    more\n all: x\n",
    { a: { map: "one", list: "two\nmore", all: "x" } },
  ],
  [
    "a section that is indented in a value",
    "[a]\nmap: x\n  [b]\n  list: y\n",
    { a: { map: "x\n[b]\nlist: y" } },
  ],
  ["what is common to all", "[DEFAULT]\nmap: d\n[a]\nlist: x\n", { a: { map: "d", list: "x" } }],
  ["keys in any case", "[Main]\nDefault: X\n[A]\nMAP:\n", { Main: { default: "X" }, A: { map: "" } }],
  ["what follows a section", "[a] junk\nmap: x\n[b]c]\nmap: y\n", { a: { map: "x" }, "b]c": { map: "y" } }],
  ["line ends of Windows", "[a]\r\nmap: x\r\n", { a: { map: "x" } }],
];

for (const [what, text, values] of read) {
  test(`parseIni() reads ${what}`, () => assert.deepEqual(valuesIn(parseIni(text, "f")), values));
}

const refused: readonly [string, string, string][] = [
  ["a value before any section", "map: x\n", 'f:1": a section such as [Main] must come first'],
  ["a line that is nothing", "[a]\nmap\n", 'f:2": expected "key: value", a section or a comment'],
  ["a value without a key", "[a]\n: x\n", 'f:2": expected "key: value", a section or a comment'],
  ["a section twice", "[a]\nmap: x\n[a]\n", 'f:3": section [a] is there already, in line 1'],
  ["a key twice", "[a]\nmap: x\nMAP: y\n", 'f:3": the key "map" is there already in section [a]'],
];

for (const [what, text, message] of refused) {
  test(`parseIni() refuses ${what}, with its line`, () =>
    assert.throws(
      () => parseIni(text, "f"),
      (error) =>
        error instanceof GroupError && error.message === `Cannot read the group configuration "${message}`,
    ));
}

test("mergeIni() lets a later file win, key by key", () => {
  const merged = mergeIni([
    parseIni("[a]\nmap: 1\nlist: 1\n[b]\nmap: 1\n", "one"),
    parseIni("[c]\nmap: 2\n[a]\nmap: 2\n", "two"),
  ]);
  assert.deepEqual(valuesIn(merged), { a: { map: "2", list: "1" }, b: { map: "1" }, c: { map: "2" } });
  assert.deepEqual(merged.get("a")?.values.get("map"), { text: "2", file: "two", line: 4 });
});

test("interpolate() fills in other values of the section", () => {
  const { values } =
    sectionsOf(parseIni("[DEFAULT]\nroot: /r\n[a]\nx: %(Root)s/%(y)s\ny: 100%%\n", "f")).get("a") ??
    assert.fail();
  assert.equal(interpolate(values.get("x") ?? assert.fail(), values), "/r/100%");
});

test("interpolate() tells where a reference is wrong", () => {
  const { values } =
    sectionsOf(parseIni("[a]\nx: %(z)s\ny: 50%\nz: %(x)s\nw: %(v)s", "f")).get("a") ?? assert.fail();
  const message = (key: string): RegExp =>
    ({
      x: /f:\d": values refer to each other in a circle$/,
      y: /f:3": a percent sign must be written "%%", or begin "%\(key\)s"$/,
      w: /f:5": "%\(v\)s" refers to a key that is not there$/,
    })[key] ?? assert.fail();
  for (const key of ["x", "y", "w"]) {
    assert.throws(() => interpolate(values.get(key) ?? assert.fail(), values), message(key));
  }
});
