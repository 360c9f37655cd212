import assert from "node:assert/strict";
import test from "node:test";
import { element, escapeXml, isXmlText, nillableElement } from "./xml.ts";

test("escapeXml() escapes what has a meaning in XML, and white space that attributes would lose", () => {
  assert.equal(
    escapeXml(`<a b="c" d='e'>&\n\t\r`),
    "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;&#10;&#9;&#13;",
  );
});

test("escapeXml() replaces what XML 1.0 can't carry, half of a surrogate pair too", () => {
  assert.equal(escapeXml("a\u0000b\u001bc\uffffd\ud800e😀"), "a\ufffdb\ufffdc\ufffdd\ufffde😀");
});

test("isXmlText() tells what XML can carry as it stands", () => {
  assert.equal(isXmlText("two\r\nlines\tand 😀"), true);
  for (const text of ["\u0000", "a\u001b[0m", "\ud800", "\ufffe"]) assert.equal(isXmlText(text), false);
});

test("isXmlText() gives the same answer every time", () => {
  assert.deepEqual([isXmlText("\u0001"), isXmlText("\u0001"), isXmlText("a")], [false, false, true]);
});

test("element() leaves out attributes that are undefined, and closes itself when empty", () => {
  assert.equal(element("result", { id: "a&b", size: undefined }), '<uws:result id="a&amp;b"/>');
});

test("nillableElement() is nil for null, and never empty without saying so", () => {
  assert.equal(nillableElement("quote", null), '<uws:quote xsi:nil="true"/>');
  assert.equal(nillableElement("ownerId", "ann"), "<uws:ownerId>ann</uws:ownerId>");
});
