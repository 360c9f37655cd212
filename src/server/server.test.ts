import assert from "node:assert/strict";
import { mkdir, rm } from "node:fs/promises";
import { after, before, test } from "node:test";
import { ask, openSocket, sendRaw } from "../../test/http.ts";
import { waitForEnd } from "../../test/run-job.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import { RunyardError, type Log } from "../core/mod.ts";
import type { ProblemView, JobView } from "./api.ts";
import { startServer } from "./server.ts";

let serving: Serving;
let host: string;
const quiet: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

before(async () => {
  serving = await startServing({
    jobs: {
      sleep: { command: ["sleep", "60"] },
      leave: { command: ["sh", "-c", 'echo a > "$RUNYARD_RESULTS/a.txt"'] },
    },
  });
  host = new URL(serving.url).host;
});
after(() => serving.close());

function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d+) /.exec(answer)?.[1]);
}

function raw(method: string, path: string, ...headers: readonly string[]): Promise<string> {
  return sendRaw(
    serving.url,
    [`${method} ${path} HTTP/1.1`, ...headers, "Connection: close", "", ""].join("\r\n"),
  );
}

for (const path of ["/services/sleep/async", "/api/v1/jobs", "/healthz", "/nothing"]) {
  test(`${path} answers no foreign host, origin or site`, async () => {
    for (const method of ["GET", "POST", "OPTIONS"]) {
      assert.equal(statusOf(await raw(method, path, "Host: evil.example")), 403);
      assert.equal(statusOf(await raw(method, path, `Host: ${host}`, "Origin: http://evil.example")), 403);
      assert.equal(statusOf(await raw(method, path, `Host: ${host}`, "Origin: null")), 403);
      assert.equal(statusOf(await raw(method, path, `Host: ${host}`, "Sec-Fetch-Site: cross-site")), 403);
    }
  });
}

test("A page of another origin creates no job", async () => {
  const body = "PHASE=RUN";
  const answer = await sendRaw(
    serving.url,
    `POST /services/sleep/async HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://evil.example\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  assert.match(
    answer,
    /^HTTP\/1\.1 403 [\s\S]*\r\n\r\nCannot take a request from a page of "http:\/\/evil\.example"/,
  );
  assert.doesNotMatch(answer, /access-control/i);
  assert.deepEqual(await serving.service.jobs({}), []);
});

test("Our own page may ask, under each of our names", async () => {
  const { port } = new URL(serving.url);
  for (const name of [`127.0.0.1:${port}`, `localhost:${port}`]) {
    const answer = await raw(
      "GET",
      "/jobs",
      `Host: ${name}`,
      `Origin: http://${name}`,
      "Sec-Fetch-Site: same-origin",
    );
    assert.equal(statusOf(answer), 200);
  }
});

test("Every answer tells a browser to be careful", async () => {
  for (const path of ["/jobs", "/api/v1/status", "/nothing"]) {
    const { headers } = await ask("GET", serving.url + path);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("cache-control"), "no-store");
    assert.match(headers.get("content-security-policy") ?? "", /^default-src 'none'/);
  }
});

test("An address that takes other methods answers 405 with them", async () => {
  const api = await ask("PUT", `${serving.url}/api/v1/jobs`);
  assert.deepEqual([api.status, api.headers.get("allow")], [405, "GET, HEAD, POST"]);
  assert.equal((JSON.parse(api.text) as ProblemView).code, "wrong-method");
  assert.equal((await ask("DELETE", `${serving.url}/healthz`)).status, 405);
  assert.equal((await ask("PATCH", `${serving.url}/nothing`)).status, 404);
});

for (const path of ["/%zz", "/jobs/%E0%A4%A", "/api/v1/jobs/%", "//", "/jobs//", "/../../etc/passwd"]) {
  test(`GET ${path} is refused without a fuss`, async () => {
    const status = statusOf(await raw("GET", path, `Host: ${host}`));
    assert.ok(status === 400 || status === 404, `${status}`);
  });
}

test("What is no HTTP is refused, and no stack is shown", async () => {
  const answer = await sendRaw(serving.url, "HELLO\r\n\r\n");
  assert.equal(statusOf(answer), 400);
  assert.doesNotMatch(answer, /\bat .*\.[jt]s/);
});

test("An internal error is one sentence for the client, and a stack in the log alone", async () => {
  const job = await create("leave");
  await waitForEnd(serving.service, job.id);
  const { path } = await serving.service.resultFile(job.id, "a.txt");
  await rm(path);
  assert.equal((await ask("GET", `${job.href}/results/a.txt`)).status, 410);
  await mkdir(path);
  const answer = await ask("GET", `${job.href}/results/a.txt`);
  assert.equal(answer.status, 500);
  assert.equal(
    (JSON.parse(answer.text) as ProblemView).detail,
    "Cannot answer: an internal error, see the server's log",
  );
  assert.match(serving.logged.join(), /results\/a\.txt: .*EISDIR[\s\S]* at /);
});

test("startServer() says in one sentence that a port is taken", async () => {
  const port = Number(new URL(serving.url).port);
  const starting = startServer({ service: serving.service, host: "127.0.0.1", port, log: quiet });
  await assert.rejects(starting, (error: unknown) => {
    assert.ok(error instanceof RunyardError && error.code === "address-taken");
    assert.match(
      error.message,
      new RegExp(`^Cannot listen on "127\\.0\\.0\\.1:${port}": another program listens there already$`),
    );
    return true;
  });
});

test("startServer() refuses an address that other machines could reach", async () => {
  const starting = startServer({ service: serving.service, host: "0.0.0.0", port: 0, log: quiet });
  await assert.rejects(starting, { code: "bad-configuration" });
});

test("Answers refer to the public address where there is one", async () => {
  const publicUrl = "https://jobs.example.org/runyard/";
  const server = await startServer({
    service: serving.service,
    host: "127.0.0.1",
    port: 0,
    log: quiet,
    publicUrl,
  });
  try {
    const answer = await ask("POST", `${server.url}/services/sleep/async`);
    assert.match(
      answer.headers.get("location") ?? "",
      /^https:\/\/jobs\.example\.org\/runyard\/services\/sleep\/async\/\w+$/,
    );
  } finally {
    await server.close();
  }
});

test("close() ends waiters, streams and idle connections soon", async () => {
  const server = await startServer({ service: serving.service, host: "127.0.0.1", port: 0, log: quiet });
  const job = JSON.parse(
    (await ask("POST", `${server.url}/api/v1/jobs`, { json: { type: "sleep" } })).text,
  ) as JobView;
  await ask("GET", `${job.href}?wait=60&phase=QUEUED`);
  const idle = await openSocket(server.url);
  const idleClosed = new Promise((resolve) => idle.once("close", resolve));
  const waiting = ask("GET", `${job.href}?wait=600`);
  // When the streams have begun, what was asked before them is waited for.
  const begun = ["events", "output/stdout?follow=true"].map((path) => fetch(`${job.href}/${path}`));
  const streams = (await Promise.all(begun)).map((response) => response.text());
  const begin = performance.now();
  await server.close();
  // It takes a second at most, and the wait was to last ten minutes.
  assert.ok(performance.now() - begin < 15_000, `${performance.now() - begin} ms`);
  assert.equal((JSON.parse((await waiting).text) as JobView).phase, "EXECUTING");
  await Promise.allSettled([...streams, idleClosed]);
  await ask("DELETE", `${serving.url}/api/v1/jobs/${job.id}`);
});

async function create(type: string): Promise<JobView> {
  return JSON.parse((await ask("POST", `${serving.url}/api/v1/jobs`, { json: { type } })).text) as JobView;
}
