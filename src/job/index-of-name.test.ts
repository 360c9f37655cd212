import assert from "node:assert/strict";
import { test } from "node:test";
import { indexOfName } from "./index-of-name.ts";

test("indexOfName() is the last number of a name, without padding", () => {
  const numbers = { frame7: "7", frame007: "7", n000: "0", "shot2-frame10": "10", "n7-gpu": "7" };
  for (const [name, number] of Object.entries(numbers)) assert.equal(indexOfName(name), number);
  assert.equal(indexOfName("login"), undefined);
});
