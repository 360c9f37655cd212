import assert from "node:assert/strict";
import { test } from "node:test";
import { readablePath } from "./readable-name.ts";

test("readablePath() keeps what is UTF-8, and tells other bytes by their numbers", () => {
  const cases: readonly (readonly [bytes: string, path: string])[] = [
    ["636166e9", "caf%E9"],
    ["636166c3a92f61", "café/a"],
    ["f09f9880ff", "😀%FF"],
    ["f09f98", "%F0%9F%98"],
    ["c0af41", "%C0%AFA"],
    ["eda080", "%ED%A0%80"],
    ["2545", "%E"],
  ];
  for (const [bytes, path] of cases) assert.equal(readablePath(Buffer.from(bytes, "hex")), path);
});
