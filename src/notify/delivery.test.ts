import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startMailServer } from "../../test/mail-server.ts";
import { exitError } from "../../test/ended-job.ts";
import { startNotifying } from "../../test/notifying.ts";
import { mailTo, quickPace } from "../../test/quick-mail.ts";
import { until } from "../../test/run-job.ts";
import { readMail } from "../../test/read-mail.ts";
import type { Store } from "../store/mod.ts";
import type { TargetState } from "./pace.ts";
import { sendTrialMail } from "./send-trial-mail.ts";

const signal = new AbortController().signal;
const jobs = { a: { command: ["false"], notify: true } };
let folder = "";
let cert = "";
let key = "";
let password = "";

before(() => {
  folder = mkdtempSync(join(tmpdir(), "runyard-mail-"));
  [cert, key, password] = ["crt", "key", "password"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
  const files = ["-keyout", key, "-out", cert, "-days", "2"];
  assert.equal(spawnSync("openssl", ["req", "-x509", "-noenc", ...curve, ...subject, ...files]).status, 0);
  writeFileSync(password, "swörd fish\n", { mode: 0o600 });
});
after(() => rmSync(folder, { recursive: true }));

test("Notifier keeps what it could not tell while the mail server is down, and tells it when it is back", async () => {
  const down = await startMailServer();
  await down[Symbol.asyncDispose]();
  await using notifying = await startNotifying(jobs, mailTo(down.url));
  const { store } = notifying.serving.service;
  await notifying.addEnd("a", exitError);
  await untilTried(store, 2);
  await notifying.restart();
  await untilTried(store, 2);
  await notifying.addEnd("a", exitError);
  await until("both noted", async () => (await store.notices())[0]?.count === 2);
  // The try that may be under way knows of one alone.
  await untilTried(store, 2);
  await using server = await startMailServer({ port: down.port });
  const [mail] = await server.received(1);
  assert.equal(mail?.subject, "[spock] a failed 2 times");
  assert.match(mail.text, /^In a row {7}2 failures, since /m);
  await until("an empty outbox", async () => (await store.notices()).length === 0);
  const reason = `cannot tell ops@example.org: the mail server 127.0.0.1:${down.port} does not take it: nothing listens there; it is tried again`;
  assert.deepEqual(notifying.logged, [reason, "ops@example.org is told again"]);
});

/** Waits until the server has been tried so many times more, without success. */
async function untilTried(store: Store, times: number): Promise<void> {
  const tries = async (): Promise<number> =>
    ((await store.notifyState("target ops@example.org")) as TargetState | undefined)?.tries ?? 0;
  const before = await tries();
  await until(`${times} tries`, async () => (await tries()) >= before + times);
}

test("Notifier tells the others where one is refused, logs it once and keeps why", async () => {
  await using server = await startMailServer({ refuses: ["gone@example.org"] });
  const settings = mailTo(server.url, { to: ["gone@example.org", "ops@example.org"] });
  await using notifying = await startNotifying(jobs, settings);
  const { store } = notifying.serving.service;
  for (const count of [1, 2]) {
    await notifying.addEnd("a", exitError);
    await server.received(count);
    await until("one that is refused", async () => {
      const [first, ...others] = await store.notices();
      return first?.refusal != null && others.length === 0;
    });
    const left = await store.notices();
    assert.deepEqual(
      left.map(({ target, count: kept, refusal }) => [target, kept, refusal]),
      [["gone@example.org", count, "550 No such user here"]],
    );
  }
  assert.deepEqual(notifying.logged, [
    "cannot tell gone@example.org: 550 No such user here; it is not tried again until there is news",
  ]);
  assert.deepEqual(
    server.mails.map(({ to }) => to),
    [["ops@example.org"], ["ops@example.org"]],
  );
});

test("Notifier gives up what could not be told in time, with a line in the log", async () => {
  const pace = { ...quickPace, giveUpMs: 400 };
  await using notifying = await startNotifying(jobs, mailTo("smtp://127.0.0.1:9"), { mail: pace });
  await notifying.addEnd("a", exitError);
  const { store } = notifying.serving.service;
  const end = 'gave up telling ops@example.org of job type "a": 1 × failure';
  await until("that it is given up", () => notifying.logged.includes(end));
  assert.deepEqual(await store.notices(), []);
  assert.equal(notifying.logged.at(-1), end);
});

test("sendTrialMail() logs in over TLS from the start and after STARTTLS, and says what is wrong with a login", async () => {
  const tls = { cert: readFileSync(cert), key: readFileSync(key) };
  const isRight = (user: unknown, given: unknown): boolean => user === "ann@x" && given === "swörd fish";
  for (const secure of [true, false]) {
    await using server = await startMailServer({
      ...tls,
      secure,
      disabledCommands: [],
      onAuth: ({ username, password: given }, _session, done) =>
        isRight(username, given) ? done(null, { user: username }) : done(new Error("Invalid password")),
    });
    const url = server.url.replace("//", "//ann%40x@");
    const settings = mailTo(url, { caFile: cert, passwordFile: password });
    assert.deepEqual(await sendTrialMail(settings, "x@example.org", signal), { kind: "told" });
    assert.deepEqual([server.mails[0]?.user, server.mails[0]?.isSecure], ["ann@x", true]);
    const wrong = await sendTrialMail(
      { ...settings, smtp: url.replace("ann", "bob") },
      "x@example.org",
      signal,
    );
    assert.equal(wrong.kind, "failed");
    assert.match(wrong.reason, /does not take it: it says "535 .*Invalid password"/);
    const unknown = secure
      ? await sendTrialMail({ ...settings, caFile: null }, "x@example.org", signal)
      : await sendTrialMail({ ...settings, caFile: key }, "x@example.org", signal);
    assert.equal(unknown.kind, "failed");
    assert.equal(server.mails.length, 1);
  }
});

test("sendTrialMail() sends no password to a server that speaks no TLS, where certificates are named", async () => {
  await using server = await startMailServer({ disabledCommands: ["STARTTLS"] });
  const settings = mailTo(server.url.replace("//", "//ann@"), { caFile: cert, passwordFile: password });
  const delivery = await sendTrialMail(settings, "x@example.org", signal);
  assert.equal(delivery.kind, "failed");
  assert.equal(server.mails.length, 0);
  const fromStart = await sendTrialMail(
    mailTo(server.url.replace("smtp:", "smtps:"), { caFile: cert }),
    "x@example.org",
    signal,
  );
  assert.ok(fromStart.kind === "failed");
  assert.match(fromStart.reason, /does not speak TLS from the start, as smtps:\/\/ wants it$/);
});

test("sendTrialMail() hands a mail to a program as to sendmail, and takes its word for an address", async () => {
  const program = join(folder, "sendmail");
  writeFileSync(program, `#!/bin/sh\necho "$@" > ${folder}/arguments\ncat > ${folder}/mail\n`);
  chmodSync(program, 0o700);
  const settings = { ...mailTo(""), smtp: null, sendmail: program };
  assert.deepEqual(await sendTrialMail(settings, "x@example.org", signal), { kind: "told" });
  assert.equal(
    readFileSync(join(folder, "arguments"), "utf8"),
    "-i -f runyard@example.org -- x@example.org\n",
  );
  const mail = readMail(readFileSync(join(folder, "mail"), "utf8"));
  assert.match(mail.headers.get("subject") ?? "", /A test of mail$/);
  writeFileSync(program, "#!/bin/sh\necho no such user >&2; exit 67\n");
  const reason = `${program} ended with exit status 67: no such user`;
  assert.deepEqual(await sendTrialMail(settings, "x@example.org", signal), { kind: "refused", reason });
  writeFileSync(program, "#!/bin/sh\nexit 75\n");
  assert.equal((await sendTrialMail(settings, "x@example.org", signal)).kind, "failed");
  const missing = await sendTrialMail({ ...settings, sendmail: "/none" }, "x@example.org", signal);
  assert.deepEqual(missing, { kind: "failed", reason: 'cannot start "/none": ENOENT' });
});
