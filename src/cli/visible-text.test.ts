import assert from "node:assert/strict";
import { test } from "node:test";
import { visibleText } from "./visible-text.ts";

test("visibleText() escapes what moves the cursor or turns the text, and leaves the rest alone", () => {
  assert.equal(visibleText("täble 日本 👩‍🚀.csv"), "täble 日本 👩‍🚀.csv");
  assert.equal(visibleText("a\tb\r\nc\u0007\u001b]0;x"), "a\\tb\\r\\nc\\x07\\e]0;x");
  assert.equal(visibleText("\u202egpj.exe \u2066 \u{feff}"), "\\u202egpj.exe \\u2066 \\ufeff");
  assert.equal(visibleText("half \ud83d of a pair"), "half \\ud83d of a pair");
});
