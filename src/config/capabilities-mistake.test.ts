import assert from "node:assert/strict";
import { test } from "node:test";
import { capabilitiesMistake } from "./capabilities-mistake.ts";

const whole = `<?xml version="1.0"?>
<capability standardID="x" xsi:type="tr:A" xmlns:tr="urn:tr"><interface xsi:type="vs:ParamHTTP"/></capability>
<capability/>
`;

test("capabilitiesMistake() finds nothing in elements that can stand in the document, one, many or none", () => {
  for (const text of [whole, "", "<!-- none -->\n"]) assert.equal(capabilitiesMistake(text), undefined, text);
});

for (const [what, text, expected] of [
  ["an element without its end", "\n<capability>", /^2:12: unclosed tag: capability/],
  ["an end without its element", "<a/></capabilities>", /^1:\d+: unmatched closing tag: capabilities/],
  ["a prefix that nothing declares", "<tr:capability/>", /^1:\d+: unbound namespace prefix: "tr"/],
  ["an ampersand", "<a>Search & find</a>", /^1:\d+: /],
  ["a document type", "<!DOCTYPE a><a/>", /^1:9: .*doctype declaration$/],
] as const)
  test(`capabilitiesMistake() tells the place of ${what}`, () => {
    assert.match(capabilitiesMistake(text) ?? "", expected);
  });
