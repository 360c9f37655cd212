import assert from "node:assert/strict";
import { once } from "node:events";
import type { Socket } from "node:net";
import { after, before, test } from "node:test";
import { openSocket } from "../../test/http.ts";
import { type Serving, startServing } from "../../test/serving.ts";

let serving: Serving;

before(async () => {
  serving = await startServing({ jobs: { sleep: { command: ["sleep", "60"] } } });
});
after(() => serving.close());

const size = 3_000_000;

async function beginTooLarge(...headers: readonly string[]): Promise<Socket> {
  const socket = await openSocket(serving.url);
  const lines = [
    "POST /api/v1/jobs HTTP/1.1",
    `Host: ${new URL(serving.url).host}`,
    "Content-Type: application/json",
    `Content-Length: ${size}`,
    ...headers,
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  const [answer] = (await once(socket, "data")) as [Buffer];
  assert.match(String(answer), /^HTTP\/1\.1 413 /);
  return socket;
}

test("A client that closes after one request may send all of what was refused early", async () => {
  const socket = await beginTooLarge("Connection: close");
  socket.write(Buffer.alloc(size, "x"));
  await once(socket.resume(), "end");
  assert.equal(socket.errored, null);
});

test("A client that keeps its connection asks again after what was refused early", async () => {
  const socket = await beginTooLarge();
  socket.write(Buffer.alloc(size, "x"));
  socket.write(`GET /healthz HTTP/1.1\r\nHost: ${new URL(serving.url).host}\r\nConnection: close\r\n\r\n`);
  const [answer] = (await once(socket, "data")) as [Buffer];
  assert.match(String(answer), /^HTTP\/1\.1 200 /);
  socket.destroy();
});

test("A client that never ends what was refused early is left", async () => {
  const socket = await beginTooLarge("Connection: close");
  await once(socket.resume(), "close");
});
