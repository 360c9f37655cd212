import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type ReceivedMail, startMailServer } from "../../test/mail-server.ts";
import { exitError } from "../../test/ended-job.ts";
import { startNotifying } from "../../test/notifying.ts";
import { mailTo } from "../../test/quick-mail.ts";
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

test("Notifier tells of a thousand failures in a handful of mails that account for all of them", async () => {
  await using server = await startMailServer();
  await using notifying = await startNotifying(jobs, mailTo(server.url));
  const { store } = notifying.serving.service;
  for (let index = 0; index < 1000; index += 1) {
    await notifying.addEnd(types[index % 5] ?? "", exitError);
    // A storm that goes on for longer than the first window.
    if (index % 250 === 0) await sleep(300);
  }
  const { mails } = server;
  const isTold = (): boolean => types.every((name) => timesTold(mails, name) >= 200);
  await until("all told", isTold);
  await until("an empty outbox", async () => (await store.notices()).length === 0);
  for (const name of types) assert.equal(timesTold(mails, name), 200, name);
  assert.ok(mails.length >= 2 && mails.length <= 6, String(mails.length));
  const digest = mails.at(-1);
  assert.match(digest?.subject ?? "", /^\[spock\] \d+ failures of 5 job types$/);
  assert.match(digest?.text ?? "", /^ {4}The command ended with exit status 1$/m);
  assert.match(digest?.text ?? "", /\(in a row: 200 failures, since /);
  assert.ok((digest?.headers.get("references") ?? "").split(" ").length >= 4);
});

test("Notifier tells within a second of the first failure, and keeps the series over a restart", async () => {
  await using server = await startMailServer();
  await using notifying = await startNotifying(jobs, mailTo(server.url));
  const began = Date.now();
  await notifying.addEnd("type-0", exitError);
  await server.received(1);
  assert.ok(Date.now() - began < 1000, `${Date.now() - began} ms`);
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
  await notifying.restart();
  await notifying.addEnd("type-2", exitError);
  const subjects = (await server.received(2)).map(({ subject }) => subject);
  assert.deepEqual(subjects, ["[spock] Storm type-1 ☃ failed", "[spock] Storm type-2 ☃ failed"]);
});
