import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAnsi, plainLine } from "./ansi.ts";

const escape = "\u001b";

test("parseAnsi() parts a line by its colours", () => {
  assert.deepEqual(parseAnsi(`a${escape}[1;31mb${escape}[39mc${escape}[0md`), [
    { text: "a", look: "" },
    { text: "b", look: "bold c1" },
    { text: "c", look: "bold" },
    { text: "d", look: "" },
  ]);
});

test("parseAnsi() brings every colour to the page's own eight", () => {
  const looks = ["38;5;196", "38;2;0;200;0", "38:5:12", "97;44"].map(
    (codes) => parseAnsi(`${escape}[${codes}mx`)[0]?.look,
  );
  assert.deepEqual(looks, ["c1", "c2", "c4", "c7 g4"]);
});

test("parseAnsi() leaves out what moves a cursor, and shows what can't be seen", () => {
  const line = `${escape}[2J${escape}[10;10Ha${escape}]0;title\u0007b${escape}(Bc\u0000d\u202ee`;
  assert.equal(
    parseAnsi(line)
      .map(({ text }) => text)
      .join(""),
    "abc␀d\\u202ee",
  );
  assert.equal(plainLine(line), "abc␀d\\u202ee");
});

test("parseAnsi() shows of a line that writes over itself what is left in the end", () => {
  assert.deepEqual(parseAnsi("10%\r50%\r100%\r"), [{ text: "100%", look: "" }]);
});

test("parseAnsi() is not kept busy by a line of nothing but escapes", () => {
  const before = process.cpuUsage();
  assert.ok(parseAnsi(`${escape}[31mx`.repeat(100_000)).length < 400);
  assert.ok(parseAnsi(`${escape}[${"1;".repeat(100_000)}`).length < 400);
  assert.ok(parseAnsi(`${escape}]`.repeat(20_000)).length < 400);
  const { user, system } = process.cpuUsage(before);
  assert.ok(user + system < 5_000_000, `${user} and ${system} µs`);
});
