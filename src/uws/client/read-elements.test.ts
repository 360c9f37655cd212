import assert from "node:assert/strict";
import { test } from "node:test";
import { readElements } from "./read-elements.ts";
import { textOf } from "./xml-element.ts";

const start = '<u:job xmlns:u="http://www.ivoa.net/xml/UWS/v1.0">';

async function readAll(chunks: Iterable<string | Uint8Array>, depth: 0 | 1 = 0): Promise<readonly string[]> {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
  }
  const isRoot = (local: string): boolean => local === "job";
  return (await Array.fromAsync(readElements(bytes(), { isRoot, depth }))).map(textOf);
}

function* forEver(piece: string): Generator<string> {
  yield start;
  for (;;) yield piece;
}

const laughs = `<!DOCTYPE job [<!ENTITY a "ha">${Array.from({ length: 20 }, (_, place) => `<!ENTITY b${place} "&a;&a;">`).join("")}]>`;

const hostile: readonly (readonly [name: string, chunks: Iterable<string | Uint8Array>, reason: RegExp])[] = [
  ["a billion laughs", [`${laughs}${start}&b19;</u:job>`], /^it has a document type, which UWS does not$/],
  [
    "an entity of a file",
    ['<!DOCTYPE job [<!ENTITY x SYSTEM "file:///etc/passwd">]>', `${start}&x;</u:job>`],
    /document type/,
  ],
  ["an entity that nobody declared", [`${start}&x;</u:job>`], /^it is not well-formed XML \(.*entity/],
  ["a text that never ends", forEver("x".repeat(65_536)), /^it is larger than 16 MB$/],
  [
    "an element that never ends",
    ["<u:job ", ...Array.from({ length: 300 }, () => "a".repeat(65_536))],
    /larger/,
  ],
  ["elements that never end", forEver("<u:a/>".repeat(10_000)), /^it has more than 200000 elements$/],
  ["depth that never ends", forEver("<u:a>".repeat(100)), /^its elements are more than 64 deep$/],
  ["nothing", [], /^it is not well-formed XML/],
  ["half a document", [`${start}<u:phase>`], /^it is not well-formed XML/],
  ["what is no XML", ["hello"], /^it is not well-formed XML/],
  ["a page to log in", ["<!DOCTYPE html><title>Log in<p>"], /^what answers is an HTML page$/],
  ["a page in XHTML", ['<html xmlns="http://www.w3.org/1999/xhtml"/>'], /^what answers is an HTML page$/],
  ["another document", ["<VOTABLE/>"], /^it is another document: its root is "VOTABLE" in no namespace$/],
  [
    "another encoding",
    ['<?xml version="1.0" encoding="klingon"?><job/>'],
    /^its encoding "klingon" is not known$/,
  ],
  ["bytes that are no text", [start, new Uint8Array([0xff, 0xff])], /^it has bytes that are not utf-8$/],
];

for (const [name, chunks, reason] of hostile) {
  test(`readElements() refuses ${name} in one sentence`, async () => {
    await assert.rejects(readAll(chunks), { name: "SyntaxError", message: reason });
  });
}

test("readElements() reads the encoding that a document tells", async () => {
  const latin = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><job>Å</job>', "latin1");
  assert.deepEqual(await readAll([latin]), ["Å"]);
  assert.deepEqual(await readAll([Buffer.from("\ufeff<job>Å</job>", "utf16le")]), ["Å"]);
});

test("readElements() hands out a long list piece by piece, and bounds each piece alone", async () => {
  const piece = `<u:ref>${"x".repeat(1_000_000)}</u:ref>`;
  const list = await readAll([start, ...Array.from({ length: 40 }, () => piece), "</u:job>"], 1);
  assert.equal(list.length, 40);
});
