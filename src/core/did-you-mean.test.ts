import assert from "node:assert/strict";
import { test } from "node:test";
import { didYouMean } from "./did-you-mean.ts";

const known = ["command", "parameters", "max_length", "minimum", "maximum", "title", "host", "port"];

test("didYouMean() finds a slip, another way of joining words, and a shortened form", () => {
  const pairs = {
    comand: "command",
    comamnd: "command",
    maxLength: "max_length",
    min: "minimum",
    TITLE: "title",
    prot: "port",
  };
  for (const [word, meant] of Object.entries(pairs)) assert.equal(didYouMean(word, known), meant);
});

test("didYouMean() says nothing where nothing is near", () => {
  for (const word of ["", "x", "agenda", "schedule", "z".repeat(100_000)])
    assert.equal(didYouMean(word, known), undefined);
});
