import assert from "node:assert/strict";
import { test } from "node:test";
import { foreignHostLog } from "./foreign-host-log.ts";

test("foreignHostLog() tells of each host once, and of a hundred at most", () => {
  const lines: string[] = [];
  const add = (line: string): void => void lines.push(line);
  const tell = foreignHostLog({ info: add, warn: add, error: add });
  tell("jobs.example", ["127.0.0.1:8210", "localhost:8210"]);
  tell("jobs.example", ["127.0.0.1:8210"]);
  assert.deepEqual(lines, [
    'refused a request for the host "jobs.example": this server is 127.0.0.1:8210, localhost:8210',
  ]);
  for (let n = 0; n < 500; n++) tell(`${n}.example`, []);
  assert.equal(lines.length, 100);
});
