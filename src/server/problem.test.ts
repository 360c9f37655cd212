import assert from "node:assert/strict";
import { once } from "node:events";
import { text as textOf } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { ask, openSocket, sendRaw } from "../../test/http.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import { errorTable } from "../core/mod.ts";
import { problemSchema } from "./api-schemas.ts";
import type { ProblemView } from "./api.ts";
import { startServer } from "./server.ts";

let serving: Serving;
let host: string;

before(async () => {
  serving = await startServing({ jobs: { sleep: { command: ["sleep", "60"] } } });
  host = new URL(serving.url).host;
});
after(() => serving.close());

function problemIn(text: string): ProblemView {
  const view = problemSchema.parse(JSON.parse(text.slice(text.indexOf("{"))));
  assert.match(view.detail, /^Cannot [^\n]+[^.\n]$/);
  return view;
}

const requests: readonly (readonly [string, string, RequestInit, number, string])[] = [
  ["an address that is not there", "/api/v1/nothing", {}, 404, "not-found"],
  ["a job that is not there", "/api/v1/jobs/00000000000000000000000000", {}, 404, "not-found"],
  ["an id that can be none", "/api/v1/jobs/x/output/stdout", {}, 404, "not-found"],
  ["items of no job", "/api/v1/jobs/00000000000000000000000000/items", {}, 404, "not-found"],
  ["a method that is not taken", "/api/v1/jobs", { method: "PUT" }, 405, "wrong-method"],
  ["a query that is not known", "/api/v1/jobs?colour=red", {}, 400, "bad-request"],
  ["a body that is too large", "/api/v1/jobs", json("x".repeat(1_100_000)), 413, "too-large"],
  ["a body of another media type", "/api/v1/jobs", { method: "POST", body: "x" }, 400, "bad-request"],
  ["a body that is no JSON", "/api/v1/jobs", json("{"), 400, "bad-request"],
];
for (const [what, path, init, status, code] of requests) {
  test(`The API answers ${what} with problem details`, async () => {
    const response = await fetch(serving.url + path, init);
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    const problem = problemIn(await response.text());
    assert.deepEqual(
      [response.status, problem.status, problem.code, problem.type, problem.instance],
      [status, status, code, `/problems/${code}`, path.split("?")[0]],
    );
    assert.equal(problem.title, errorTable[code as keyof typeof errorTable].meaning);
  });
}

test("A body that is too large is answered to a client that sends it to its end before it reads", async () => {
  const socket = await openSocket(serving.url);
  const length = 4_000_000;
  socket.write(
    `POST /api/v1/jobs HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`,
  );
  for (let sent = 0; sent < length; sent += 50_000) {
    await new Promise<void>((resolve, reject) =>
      socket.write("x".repeat(50_000), (error) => (error == null ? resolve() : reject(error))),
    );
  }
  const [first] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  assert.match(String(first), /^HTTP\/1\.1 413 /);
});

const unreadable: readonly (readonly [string, string, number])[] = [
  ["no HTTP", "HELLO\r\n\r\n", 400],
  ["headers that are too large", `GET / HTTP/1.1\r\nHost: x\r\nX: ${"a".repeat(20_000)}\r\n\r\n`, 431],
  ["a Content-Length that is no number", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\n", 400],
  [
    "two Content-Lengths",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    400,
  ],
];
for (const [what, request, status] of unreadable) {
  test(`${what} is answered with problem details, though no route could be`, async () => {
    const answer = await sendRaw(serving.url, request);
    assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `));
    assert.match(answer, /Content-Type: application\/problem\+json\r\n/);
    assert.equal(problemIn(answer).status, status);
  });
}

test("A body that is shorter than its Content-Length says is refused when the connection ends", async () => {
  const socket = await openSocket(serving.url);
  socket.end(
    `POST /api/v1/jobs HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{}`,
  );
  const chunks: string[] = [];
  for await (const chunk of socket.setEncoding("utf8")) chunks.push(String(chunk));
  assert.doesNotMatch(chunks.join(""), /^HTTP\/1.1 [25]/);
});

test("What may go in a while is answered with Retry-After", async () => {
  await serving.service.holds.hold("sleep");
  const held = await ask("POST", `${serving.url}/services/sleep/sync`);
  assert.deepEqual([held.status, held.headers.get("retry-after")], [503, "60"]);
  await serving.service.holds.release("sleep");
});

test("A server that is stopping answers 503 with Retry-After over a connection that it still has", async () => {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const server = await startServer({ service: serving.service, host: "127.0.0.1", port: 0, log });
  const own = new URL(server.url).host;
  const [upload, other] = [await openSocket(server.url), await openSocket(server.url)];
  const head = `Host: ${own}\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: 999\r\nExpect: 100-continue`;
  // What has not come whole keeps the server for its second of grace.
  upload.write(`POST /api/v1/jobs HTTP/1.1\r\n${head}\r\n\r\n`);
  upload.on("error", () => undefined);
  assert.match(String((await once(upload, "data"))[0]), /^HTTP\/1\.1 100 /);
  upload.write("--B\r\n");
  const closing = server.close();
  // The grace has begun, and is not over.
  for (let turn = 0; turn < 3; turn++) await nextTurn();
  other.write(`GET /api/v1/status HTTP/1.1\r\nHost: ${own}\r\nConnection: close\r\n\r\n`);
  const answer = await textOf(other);
  assert.match(answer, /^HTTP\/1\.1 503 [^]*retry-after: 5/i);
  assert.equal(problemIn(answer).code, "stopping");
  await closing;
});

function json(body: string): RequestInit {
  return { method: "POST", body, headers: { "content-type": "application/json" } };
}
