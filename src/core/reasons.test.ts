import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { networkReason, readReason } from "./mod.ts";

async function failureOf(doing: Promise<unknown>): Promise<unknown> {
  return doing.then(
    () => assert.fail("it went well"),
    (error: unknown) => error,
  );
}

test("networkReason() says in words why nothing came of a request", async () => {
  const server = createServer((_request, response) => response.destroy()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const place = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const encrypted = await failureOf(fetch(`https://${place}`));
  const broken = await failureOf(fetch(`http://${place}`));
  server.close();
  await once(server, "close");
  assert.equal(networkReason(encrypted), "it does not speak TLS; perhaps its address begins with http:");
  assert.equal(networkReason(broken), "the connection broke");
  assert.equal(networkReason(await failureOf(fetch(`http://${place}`))), "nothing listens there");
  assert.equal(networkReason(new DOMException("late", "TimeoutError")), "it does not answer in time");
  assert.equal(networkReason(new Error("something else")), "something else");
});

test("readReason() says in words why a file can't be read", async () => {
  const folder = await mkdtemp(join(tmpdir(), "runyard-reasons-"));
  assert.equal(readReason(await failureOf(readFile(join(folder, "none")))), "there is no such file");
  assert.equal(readReason(await failureOf(readFile(folder))), "it is a folder");
  await rm(folder, { recursive: true });
  assert.equal(readReason(new Error("something else")), "something else");
});
