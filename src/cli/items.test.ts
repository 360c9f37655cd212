import assert from "node:assert/strict";
import { test } from "node:test";
import { TestServer } from "../../test/runyard.ts";

const jobs = `
noted:
  interpreter: python
  agenda: [a, b]
  item: |
    number = "ab".index({item}) + 1
    for word in ["dim", "faint"][:number]: print("Warning:", {item}, "is", word)
    number
  rules: { highlight: "^Warning" }
`;

test("runyard items shows what rules have lifted out of the output", async () => {
  await using server = await TestServer.start(jobs);
  const { stdout } = await server.runyard(["submit", "noted", "--wait"]);
  const table = (await server.runyard(["items", stdout.trim()])).stdout;
  assert.match(table, /VALUE +NOTED/);
  assert.match(table, /^ +0 +a .* 1 +Warning: a is dim\s*$/m);
  assert.match(table, /^ +1 +b .* 2 +Warning: b is faint \(and 1 before it\)\s*$/m);
});
