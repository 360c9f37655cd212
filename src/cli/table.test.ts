import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { displayWidth } from "./display-width.ts";
import { formatTable } from "./table.ts";

const plain = { width: null, colours: false };

test("formatTable() aligns columns, numbers to the right, without spaces at line ends", () => {
  const columns = [{ title: "ID" }, { title: "SIZE", align: "right" as const }, { title: "NOTE" }];
  assert.deepEqual(
    formatTable(
      columns,
      [
        ["a", "5", ""],
        ["long one", "1234", "x"],
      ],
      plain,
    ),
    ["ID        SIZE  NOTE", "a            5", "long one  1234  x"],
  );
});

test("formatTable() keeps columns aligned behind wide characters", () => {
  const lines = formatTable(
    [{ title: "NAME" }, { title: "X" }],
    [
      ["星の表", "1"],
      ["cafe\u0301", "2"],
      ["🚀", "3"],
    ],
    plain,
  );
  const starts = lines.map((line) => displayWidth(line.slice(0, line.search(/\S$/))));
  assert.deepEqual(starts, [8, 8, 8, 8]);
});

test("formatTable() makes one line of a row whatever its cells hold", () => {
  const lines = formatTable([{ title: "NAME" }], [["a\nb\u001b[2J\u202etxt\u0000\u009b"]], plain);
  assert.deepEqual(lines, ["NAME", "a\\nb\\e[2J\\u202etxt\\x00\\x9b"]);
});

test("formatTable() cuts only columns that shrink, where the terminal is too narrow", () => {
  const columns = [{ title: "ID" }, { title: "NAME", shrinks: true }];
  const lines = formatTable(columns, [["0123456789", "a name that goes on and on"]], {
    width: 30,
    colours: false,
  });
  assert.deepEqual(lines, ["ID          NAME", "0123456789  a name that goes …"]);
  assert.ok(lines.every((line) => displayWidth(line) <= 30));
});

test("formatTable() colours cells without moving columns", () => {
  const rows = [
    [{ text: "ERROR", style: "red" as const }, "x"],
    ["COMPLETED", "y"],
  ];
  const columns = [{ title: "PHASE" }, { title: "Z" }];
  const coloured = formatTable(columns, rows, { width: null, colours: true });
  assert.ok(coloured[1]?.startsWith("\u001b[31mERROR\u001b[39m"));
  assert.deepEqual(
    coloured.map((line) => stripVTControlCharacters(line).trimEnd()),
    formatTable(columns, rows, plain),
  );
});
