import assert from "node:assert/strict";
import { test } from "node:test";
import { exitError } from "../../test/ended-job.ts";
import { type ReceivedMail, startMailServer } from "../../test/mail-server.ts";
import { type Notifying, startNotifying } from "../../test/notifying.ts";
import { mailTo, quickPace } from "../../test/quick-mail.ts";
import { until } from "../../test/run-job.ts";

const types = Array.from({ length: 5 }, (_, index) => `type-${index}`);
const jobs = Object.fromEntries(
  types.map((name) => [name, { title: `Storm ${name} ☃`, command: ["false"], notify: true }]),
);

/** How many failures of a type the mails account for. */
function timesTold(mails: readonly ReceivedMail[], type: string): number {
  const told = new RegExp(`^Storm ${type} ☃.* failed(?: (\\d+) times)?`, "gm");
  const times = mails.flatMap(({ text }) => [...text.matchAll(told)].map(([, count = "1"]) => Number(count)));
  return times.reduce((sum, count) => sum + count, 0);
}

/** Waits until what was told is noted as such: before that, it is told once more by who comes next. */
function untilNoted({ serving }: Notifying): Promise<void> {
  return until("an empty outbox", async () => (await serving.service.store.notices()).length === 0);
}

test("Notifier tells of a thousand failures in a handful of mails that account for all of them", async () => {
  await using server = await startMailServer();
  const start = Date.now();
  let now = start;
  const pace = { ...quickPace, gatherMs: 200, windowsMs: [600, 900] };
  const paces = { mail: pace, clock: { now: () => now } };
  await using notifying = await startNotifying(jobs, mailTo(server.url), paces);
  const { store } = notifying.serving.service;
  let failed = 0;
  const waiting = async (): Promise<number> =>
    (await store.notices()).reduce((sum, notice) => sum + notice.count, 0);
  const add = async (count: number): Promise<void> => {
    const before = await waiting();
    for (let more = 0; more < count; more++) await notifying.addEnd(types[failed++ % 5] ?? "", exitError);
    await until("all noted", async () => (await waiting()) === before + count);
  };
  // The first, the first ones of the other types, what waits for the window that the first opened, and for the next.
  for (const [count, atMs, toldMs] of [
    [1, 0, 200],
    [249, 200, 400],
    [250, 400, null],
    [250, 790, 800],
    [250, 900, null],
    [0, 1690, 1700],
  ] as const) {
    now = start + atMs;
    await add(count);
    if (toldMs === null) continue;
    now = start + toldMs;
    await untilNoted(notifying);
  }
  const { mails } = server;
  assert.deepEqual(
    mails.map(({ subject }) => subject),
    [
      "[spock] Storm type-0 ☃ failed",
      ...[249, 500, 250].map((count) => `[spock] ${count} failures of 5 job types`),
    ],
  );
  for (const name of types) assert.equal(timesTold(mails, name), 200, name);
  const digest = mails.at(-1);
  assert.match(digest?.text ?? "", /^ {4}The command ended with exit status 1$/m);
  assert.match(digest?.text ?? "", /\(in a row: 200 failures, since /);
  assert.ok((digest?.headers.get("references") ?? "").split(" ").length >= 4);
});

test("Notifier tells soon of the first failure, and keeps the series over a restart", async () => {
  await using server = await startMailServer();
  await using notifying = await startNotifying(jobs, mailTo(server.url));
  const began = Date.now();
  await notifying.addEnd("type-0", exitError);
  await server.received(1);
  // It is told within a second, and this machine may be ten times as slow as others.
  assert.ok(Date.now() - began < 10_000, `${Date.now() - began} ms`);
  await untilNoted(notifying);
  await notifying.restart();
  await notifying.addEnd("type-0", exitError);
  const [first, second] = await server.received(2);
  assert.match(second?.text ?? "", /^In a row {7}2 failures, since /m);
  assert.equal(second?.subject, first?.subject);
  assert.equal(second?.headers.get("references"), first?.headers.get("message-id"));
});

test("Notifier tells what ended while nobody was there to tell, and nothing twice", async () => {
  await using server = await startMailServer();
  await using notifying = await startNotifying(jobs, mailTo(server.url));
  await notifying.notifier.close();
  await notifying.addEnd("type-1", exitError);
  await notifying.restart();
  await server.received(1);
  await untilNoted(notifying);
  await notifying.restart();
  await notifying.addEnd("type-2", exitError);
  const subjects = (await server.received(2)).map(({ subject }) => subject);
  assert.deepEqual(subjects, ["[spock] Storm type-1 ☃ failed", "[spock] Storm type-2 ☃ failed"]);
});
