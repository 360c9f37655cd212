import assert from "node:assert/strict";
import { test } from "node:test";
import { readFormat } from "./format.ts";

test("readFormat() writes a name where %s stands, as wide as is wanted", () => {
  const cases: readonly (readonly [format: string, text: string])[] = [
    ["%s", "n1"],
    ["<%s>", "<n1>"],
    ["%5s|", "   n1|"],
    ["%-5s|", "n1   |"],
    ["%05s", "   n1"],
    ["%.1s", "n"],
    ["100%% %s%%", "100% n1%"],
  ];
  for (const [format, text] of cases) assert.equal(readFormat(format, "name")("n1"), text, format);
  assert.equal(readFormat("%3s", "name")("é😀"), " é😀");
});

test("readFormat() writes a count as a number", () => {
  const cases: readonly (readonly [format: string, text: string])[] = [
    ["%s", "42"],
    ["%d", "42"],
    ["%04d", "0042"],
    ["%+05d", "+0042"],
    ["% d", " 42"],
    ["%-4d|", "42  |"],
    ["%5s", "   42"],
  ];
  for (const [format, text] of cases) assert.equal(readFormat(format, "count")("42"), text, format);
});

test("readFormat() refuses any other format in a sentence", () => {
  const cases: readonly (readonly [format: string, message: RegExp])[] = [
    ["plain", /^Cannot read the format "plain": it needs one %s, and has none$/],
    ["%s.%s", /it needs one %s, and has 2$/],
    ["%%s", /has none$/],
    ["%d", /%d writes a number, and a name is none$/],
    ["%x", /%x is not known, %s, %d and %% are$/],
    ["%(a)s", /%\( is not known/],
    ["%s%", /% is not ended$/],
    ["%99999999s", /%99999999s is wider than 10000$/],
    ["%.99999999s", /is wider than 10000$/],
  ];
  for (const [format, message] of cases)
    assert.throws(() => readFormat(format, "name"), { name: "SyntaxError", message });
  assert.throws(() => readFormat("%.2d", "count"), /%\.2d has a precision/);
});
