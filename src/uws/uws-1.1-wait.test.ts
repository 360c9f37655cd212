import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, openSocket } from "../../test/http.ts";
import { until } from "../../test/run-job.ts";
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

/** Far more than an answer takes, and far less than the waits of these tests. */
const SOON_MS = 20_000;

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
    assert.ok(ms >= 1000 && ms < SOON_MS, `${ms} ms`);
    assert.match(text, /<uws:phase>PENDING</);
  });
}

test("WAIT with another phase than the job's returns at once", async () => {
  const { ms, status } = await timed(`${await create()}?WAIT=600&PHASE=EXECUTING`);
  assert.equal(status, 200);
  assert.ok(ms < SOON_MS, `${ms} ms`);
});

test("WAIT in a phase that is not active returns at once", async () => {
  const job = await create();
  await ask("POST", `${job}/phase`, { form: { PHASE: "ABORT" } });
  const { ms } = await timed(`${job}?WAIT=600`);
  assert.ok(ms < SOON_MS, `${ms} ms`);
});

test("WAIT returns when the phase changes", async () => {
  const job = await create();
  const waiting = await beginToWait(`${job}?WAIT=600`);
  const begin = performance.now();
  await ask("POST", `${job}/phase`, { form: { PHASE: "ABORT" } });
  const { text } = await waiting.answer;
  assert.ok(performance.now() - begin < SOON_MS);
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
  const waiting = await beginToWait(`${job}?WAIT=600`);
  await ask("DELETE", job);
  assert.equal((await waiting.answer).status, 404);
});

for (const query of ["WAIT=-2", "WAIT=soon", "WAIT=1.5", "WAIT=1&WAIT=2", "WAIT=1&PHASE=SUCCESS"]) {
  test(`?${query} answers 400`, async () => {
    assert.equal((await timed(`${await create()}?${query}`)).status, 400);
  });
}

test("PHASE without WAIT is nothing to wait for", async () => {
  const { ms, status } = await timed(`${await create()}?PHASE=EXECUTING&WAIT=0`);
  assert.equal(status, 200);
  assert.ok(ms < SOON_MS);
});

test("A waiter whose client goes away is dropped", async () => {
  const job = new URL(await create());
  const before = countTimers();
  const sockets = await Promise.all(Array.from({ length: 100 }, () => openSocket(serving.url)));
  for (const socket of sockets)
    socket.write(`GET ${job.pathname}?WAIT=500 HTTP/1.1\r\nHost: ${job.host}\r\n\r\n`);
  // Timers of others come and go, a few of them.
  await until("they wait", () => countTimers() >= before + 90);
  for (const socket of sockets) socket.destroy();
  await until("nobody waits", () => countTimers() < before + 10);
});

function countTimers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
}

/** Asks ten times at once, and goes on when the server holds the answers back. @returns the last of them */
async function beginToWait(url: string): Promise<{ readonly answer: ReturnType<typeof timed> }> {
  const before = countTimers();
  const answers = Array.from({ length: 10 }, () => timed(url));
  // Timers of others come and go, a few of them.
  await until("the server waits", () => countTimers() >= before + 7);
  return { answer: Promise.all(answers).then((all) => all[9] ?? assert.fail()) };
}
