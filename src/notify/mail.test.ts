import assert from "node:assert/strict";
import { test } from "node:test";
import { startMailServer } from "../../test/mail-server.ts";
import { startNotifying } from "../../test/notifying.ts";
import { mailTo, quickPace } from "../../test/quick-mail.ts";
import { exitError } from "../../test/ended-job.ts";
import { runJob, submit, until, waitForEnd } from "../../test/run-job.ts";

const script = { script: { type: "string" }, password: { type: "secret" } };
const jobs = {
  snow: {
    title: "Schnee ☃\r\nBcc: evil@example.org",
    command: ["sh", "-c", "{script}", "sh", ["--password", "{password}"]],
    parameters: script,
    notify: { attach_limit: "10kB" },
    limits: { grace: "1s" },
  },
  brief: { command: ["sleep", "60"], limits: { duration: "1s", grace: "1s" }, notify: true },
  frames: { command: ["sh", "-c", 'echo "out {item}"; exit {item}'], agenda: [0, 1, 2], notify: true },
  big: { command: ["sh", "-c", "yes 12345678 | head -c 900000; exit 1"], notify: true },
  quiet: { command: ["false"] },
  loud: { command: ["seq", "6"], notify: { success: true } },
  traced: { command: ["sh", "-c", "seq 9 >&2; exit 1"], notify: true },
  chatty: { title: "Chatty", command: ["echo", "all is well"], notify: { success: true, failure: false } },
};

test("Notifier tells of a failure all that one needs to know, and once when it works again", async () => {
  await using server = await startMailServer();
  await using notifying = await startNotifying(jobs, mailTo(server.url));
  const { service } = notifying.serving;
  const failed = await runJob(service, "snow", {
    script: "echo größer; echo 'line with s3cr3t-word' ; echo oops >&2; cat $2 >&2; exit 3",
    password: "s3cr3t-word",
  });
  const [first] = await server.received(1);
  assert.ok(first !== undefined);
  assert.equal(first.subject, "[spock] Schnee ☃ Bcc: evil@example.org failed");
  assert.deepEqual(first.to, ["ops@example.org"]);
  assert.equal(first.headers.get("bcc"), undefined);
  assert.equal(first.headers.get("auto-submitted"), "auto-generated");
  assert.match(first.headers.get("from") ?? "", /Runyard on spock.*<runyard@example\.org>/);
  for (const part of [
    /^Schnee ☃ Bcc: evil@example\.org failed\.$/m,
    /^What happened {2}The command ended with exit status 3$/m,
    /^Job type {7}snow$/m,
    new RegExp(`^Job {12}${failed.id} \\(ERROR\\)$`, "m"),
    /^Host {11}spock$/m,
    /^Command {8}sh -c 'echo größer; .* exit 3' sh --password '\(secret\)'$/m,
    /^Started {8}20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC$/m,
    /^Duration {7}\d+\.\d s$/m,
    /^In a row {7}1 failure, since 20\d\d-.* UTC$/m,
    new RegExp(`^Link {11}https://jobs\\.example\\.org/job/${failed.id}$`, "m"),
    /The end of standard error:\noops\n\(secret\)\n/,
    /The end of standard output:\ngrößer\nline with \(secret\)\n/,
  ])
    assert.match(first.text, part);
  assert.deepEqual(
    first.attachments.map(({ name, text }) => [name, text]),
    [
      [`${failed.id}-stderr.txt`, "oops\n(secret)"],
      [`${failed.id}-stdout.txt`, "größer\nline with (secret)\n"],
    ],
  );
  await runJob(service, "snow", { script: "exit 0" });
  const [, second] = await server.received(2);
  assert.equal(second?.subject, "[spock] Schnee ☃ Bcc: evil@example.org works again");
  assert.match(second.text, /^In a row {7}1 failure before it, since /m);
  assert.equal(second.headers.get("references"), first.headers.get("message-id"));
  assert.equal(second.headers.get("in-reply-to"), first.headers.get("message-id"));
  assert.notEqual(second.headers.get("message-id"), first.headers.get("message-id"));
  await runJob(service, "snow", { script: "exit 0" });
  // Told in their order: what has ended before it is told of by then, or of no interest.
  await notifying.addEnd("brief", exitError);
  assert.equal((await server.received(3))[2]?.subject, "[spock] brief failed");
  for (const { raw } of server.mails) {
    assert.ok(!raw.includes("s3cr3t-word") && !raw.includes(Buffer.from("s3cr3t-word").toString("base64")));
    for (const line of raw.split("\r\n")) assert.ok(Buffer.byteLength(line) <= 998);
  }
});

test("Notifier cuts long output visibly in the middle, and writes no line that is too long", async () => {
  await using server = await startMailServer();
  await using notifying = await startNotifying(jobs, mailTo(server.url));
  const long = "echo first; head -c 50000 /dev/zero | tr '\\0' x; echo; echo last; exit 1";
  await runJob(notifying.serving.service, "snow", { script: long });
  const [mail] = await server.received(1);
  const attached = mail?.attachments[0]?.text ?? "";
  assert.match(attached, /^first\nx+\n\n\[… 45 kB left out …\]\n\nx+\nlast\n$/);
  assert.ok(attached.length < 5100, String(attached.length));
  for (const line of mail?.raw.split("\r\n") ?? []) assert.ok(line.length <= 998);
  await runJob(notifying.serving.service, "big");
  const [, big] = await server.received(2);
  const [start = "", end = ""] = big?.attachments[0]?.text.split("\n\n[… 400 kB left out …]\n\n") ?? [];
  const [head, foot] = [start, end].map((text) => Buffer.byteLength(text));
  assert.deepEqual([head, foot], [250_000, 250_000]);
});

test("Notifier tells of a duration that was reached and of items, and of nobody's abort and nobody's type", async () => {
  await using server = await startMailServer();
  await using notifying = await startNotifying(jobs, mailTo(server.url));
  const { service } = notifying.serving;
  const aborted = await submit(service, "snow", { script: "sleep 60" });
  await service.abort(aborted.id);
  await waitForEnd(service, aborted.id);
  await runJob(service, "quiet");
  await runJob(service, "brief");
  const [brief] = await server.received(1);
  assert.equal(brief?.subject, "[spock] brief failed");
  assert.match(brief.text, /^What happened {2}The execution duration of 1\.0 s was reached$/m);
  const frames = await runJob(service, "frames");
  const [, items] = await server.received(2);
  assert.equal(items?.subject, "[spock] frames failed");
  assert.match(items.text, /^What happened {2}2 of 3 items failed/m);
  assert.match(items.text, /The end of standard output of item 2:\nout 2/);
  assert.deepEqual(
    items.attachments.map(({ name, text }) => [name, text]),
    [1, 2].map((item) => [`${frames.id}-${item}-stdout.txt`, `out ${item}\n`]),
  );
  assert.equal(server.mails.length, 2);
});

test("Notifier tells of successes where a type asks for it, with their output", async () => {
  await using server = await startMailServer();
  await using notifying = await startNotifying(jobs, mailTo(server.url));
  await runJob(notifying.serving.service, "chatty");
  const [mail] = await server.received(1);
  assert.equal(mail?.subject, "[spock] Chatty succeeded");
  assert.match(mail.text, /The end of standard output:\nall is well/);
});

test("Notifier shows the ends of outputs in a mail about several as well", async () => {
  await using server = await startMailServer();
  let now = Date.now();
  const paces = { mail: quickPace, clock: { now: () => now } };
  await using notifying = await startNotifying(jobs, mailTo(server.url), paces);
  const { service } = notifying.serving;
  await Promise.all([runJob(service, "chatty"), runJob(service, "loud"), runJob(service, "traced")]);
  await until("all noted", async () => (await service.store.notices()).length === 3);
  now += quickPace.gatherMs;
  const [mail] = await server.received(1);
  assert.equal(mail?.subject, "[spock] 1 failure of 1 job type, 2 successes of 2 job types");
  assert.match(mail.text, /^Chatty .*\n.*\n    The end of standard output:\n    all is well$/m);
  assert.match(mail.text, /^    The end of standard output:\n    2\n    3\n    4\n    5\n    6$/m);
  assert.match(mail.text, /^    The command ended with exit status 1\n    6\n    7\n    8\n    9$/m);
});
