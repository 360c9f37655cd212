import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ask, openSocket } from "../../test/http.ts";
import { type Serving, startServing } from "../../test/serving.ts";

let serving: Serving;

before(async () => {
  serving = await startServing({
    jobs: {
      sleep: { command: ["sleep", "{seconds}"], parameters: { seconds: { type: "number", default: 60 } } },
    },
  });
});
after(() => serving.close());

async function create(form: Readonly<Record<string, string>> = {}): Promise<string> {
  const answer = await ask("POST", `${serving.url}/services/sleep/async`, { form });
  return answer.headers.get("location") ?? "";
}

async function timed(
  url: string,
): Promise<{ readonly ms: number; readonly text: string; readonly status: number }> {
  const begin = performance.now();
  const { text, status } = await ask("GET", url);
  return { ms: performance.now() - begin, text, status };
}

for (const query of ["WAIT=1", "wait=1&phase=PENDING"]) {
  test(`?${query} on a PENDING job never returns early, and not much later`, async () => {
    const { ms, text } = await timed(`${await create()}?${query}`);
    assert.ok(ms >= 1000 && ms < 3000, `${ms} ms`);
    assert.match(text, /<uws:phase>PENDING</);
  });
}

test("WAIT with another phase than the job's returns at once", async () => {
  const { ms, status } = await timed(`${await create()}?WAIT=30&PHASE=EXECUTING`);
  assert.equal(status, 200);
  assert.ok(ms < 1000, `${ms} ms`);
});

test("WAIT in a phase that is not active returns at once", async () => {
  const job = await create();
  await ask("POST", `${job}/phase`, { form: { PHASE: "ABORT" } });
  const { ms } = await timed(`${job}?WAIT=100`);
  assert.ok(ms < 1000, `${ms} ms`);
});

test("WAIT returns when the phase changes", async () => {
  const job = await create();
  const waiting = timed(`${job}?WAIT=-1`);
  await sleep(200);
  const begin = performance.now();
  await ask("POST", `${job}/phase`, { form: { PHASE: "ABORT" } });
  const { text } = await waiting;
  assert.ok(performance.now() - begin < 1000);
  assert.match(text, /<uws:phase>ABORTED</);
});

test("WAIT sees a short job to its end", async () => {
  const job = await create({ seconds: "0.3", PHASE: "RUN" });
  await ask("GET", `${job}?WAIT=10&PHASE=QUEUED`);
  const { text } = await timed(`${job}?WAIT=30&PHASE=EXECUTING`);
  assert.match(text, /<uws:phase>COMPLETED</);
});

test("WAIT of a job that is deleted meanwhile answers 404", async () => {
  const job = await create();
  const waiting = timed(`${job}?WAIT=30`);
  await sleep(200);
  await ask("DELETE", job);
  assert.equal((await waiting).status, 404);
});

for (const query of ["WAIT=-2", "WAIT=soon", "WAIT=1.5", "WAIT=1&WAIT=2", "WAIT=1&PHASE=SUCCESS"]) {
  test(`?${query} answers 400`, async () => {
    assert.equal((await timed(`${await create()}?${query}`)).status, 400);
  });
}

test("PHASE without WAIT is nothing to wait for", async () => {
  const { ms, status } = await timed(`${await create()}?PHASE=EXECUTING&WAIT=0`);
  assert.equal(status, 200);
  assert.ok(ms < 1000);
});

test("A waiter whose client goes away is dropped", async () => {
  const before = countTimers();
  const job = new URL(await create());
  const sockets = await Promise.all(Array.from({ length: 20 }, () => openSocket(serving.url)));
  for (const socket of sockets)
    socket.write(`GET ${job.pathname}?WAIT=500 HTTP/1.1\r\nHost: ${job.host}\r\n\r\n`);
  await until(() => countTimers() >= before + 20);
  for (const socket of sockets) socket.destroy();
  await until(() => countTimers() < before + 20);
});

function countTimers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
}

async function until(isTrue: () => boolean): Promise<void> {
  for (const end = Date.now() + 5000; !isTrue(); await sleep(10))
    assert.ok(Date.now() < end, "It did not happen");
}
