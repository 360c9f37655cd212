import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { TestServer } from "../runyard.ts";

test("stop --abort leaves nothing running of schedules that come due while it aborts", async () => {
  const often = `{ every: 100ms, overlap: queue, command: [sleep, "60"] }`;
  await using server = await TestServer.start(
    `other: { command: [echo] }`,
    `schedules: { a: ${often}, b: ${often} }`,
  );
  let said = "";
  server.process.stderr?.on("data", (piece: Buffer) => (said += piece.toString()));
  const isUnderWay = /^a +running.*\nb +running/m;
  while (!isUnderWay.test((await server.runyard(["schedules"])).stdout));
  const ended = once(server.process, "close");
  const stopped = await server.runyard(["stop", "--abort"]);
  assert.equal(stopped.stdout, "The server has ended, and every job with it\n");
  await ended;
  assert.match(said, /^The server has ended$/m);
});
