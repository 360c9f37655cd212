import assert from "node:assert/strict";
import { test } from "node:test";
import { cutToWidth, displayWidth } from "./display-width.ts";

test("displayWidth() counts the columns of a terminal", () => {
  const widths = new Map([
    ["", 0],
    ["plain", 5],
    ["é", 1],
    ["e\u0301", 1],
    ["日本", 4],
    ["한국", 4],
    ["🚀", 2],
    ["👩‍🚀", 2],
    ["❤️", 2],
    ["→", 1],
  ]);
  for (const [text, width] of widths) assert.equal(displayWidth(text), width, JSON.stringify(text));
});

test("cutToWidth() never takes more columns than it may, nor half a character", () => {
  assert.equal(cutToWidth("short", 5), "short");
  assert.equal(cutToWidth("longer", 5), "long…");
  assert.equal(cutToWidth("日本語", 4), "日…");
  assert.equal(cutToWidth("👩‍🚀👩‍🚀", 3), "👩‍🚀…");
});
