import assert from "node:assert/strict";
import { chmodSync, existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ourProcesses } from "../../test/our-processes.ts";
import { outputOf, runJob, submit, until, waitForEnd } from "../../test/run-job.ts";
import { type Serving, startServing } from "../../test/serving.ts";

const script = { script: { type: "string", required: true } };

let serving: Serving;

before(async () => {
  serving = await startServing({
    jobs: {
      sh: { command: ["sh", "-c", "{script}"], parameters: script, limits: { grace: "1s" } },
      missing: { command: ["no-such-program-anywhere"] },
      unexecutable: { command: ["./plain"], working_folder: "." },
      nowhere: { command: ["true"], working_folder: "not-there" },
      small: {
        command: ["sh", "-c", "{script}"],
        parameters: script,
        limits: { output: "100kB", grace: "1s" },
      },
      few: { command: ["sh", "-c", "{script}"], parameters: script, limits: { results: "1kB" } },
      brief: {
        command: ["sh", "-c", "{script}"],
        parameters: script,
        limits: { duration: "3s", grace: "1s" },
      },
      patient: { command: ["sh", "-c", "{script}"], parameters: script, limits: { grace: "60s" } },
      leaving: { command: ["sh", "-c", "{script}"], parameters: script, leave_children: true },
      echo: {
        command: ["printf", "%s|", "{text}", "--{text}--", "{many}", ["--maybe", "{maybe}"]],
        parameters: {
          text: { type: "string" },
          many: { type: "string", multiple: true },
          maybe: { type: "string" },
        },
      },
      secretive: {
        command: ["sh", "-c", "cat $1; cat $RUNYARD_PARAMETERS; stat -c %a $1", "sh", "{password}"],
        parameters: { password: { type: "secret", required: true } },
      },
      environment: { command: ["env"], environment: { pass: ["PATH"], set: { GREETING: "hello" } } },
    },
  });
  writeFileSync(join(serving.folder, "plain"), "#!/bin/sh\n");
  chmodSync(join(serving.folder, "plain"), 0o600);
});
after(() => serving.close());

test("a job says how its command ended, each way in its own words", async () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ["sh", "echo one >&2; echo two >&2; exit 3", /^The command ended with exit status 3\none\ntwo$/],
    ["sh", "exit 137", /exit status 137.*signal 9 \(SIGKILL\)/],
    ["sh", "kill -SEGV $$", /SIGSEGV/],
    ["missing", "", /no-such-program-anywhere/],
    ["unexecutable", "", /plain.*(permission|execut)/i],
    ["nowhere", "", /working folder.*not-there/i],
    ["small", "head -c 300000 /dev/zero; exit 0", /100 kB/],
    ["few", "head -c 3000 /dev/zero > $RUNYARD_RESULTS/big; exit 0", /1(\.0)? kB/],
  ];
  for (const [type, text, expected] of cases) {
    const job = await runJob(serving.service, type, text === "" ? {} : { script: text });
    assert.equal(job.phase, "ERROR", type);
    assert.match(job.error?.message ?? "", expected, `${type}: ${text}`);
    assert.notEqual(job.endedAt, null);
  }
});

test("a command that opens /dev/stderr or /dev/stdout anew loses nothing of what was written", async () => {
  const job = await runJob(serving.service, "sh", {
    script: "echo a; echo b > /dev/stderr; echo c >&2; echo d > /dev/stderr; echo e > /dev/stdout; echo f",
  });
  assert.equal(job.phase, "COMPLETED");
  assert.equal(await outputOf(serving.service, job.id), "a\ne\nf\n");
  assert.equal(await outputOf(serving.service, job.id, "stderr"), "b\nc\nd\n");
});

test("what a job leaves to live goes on writing after its folder is gone", async () => {
  const [news, gate] = [join(serving.folder, "news"), join(serving.folder, "gate")];
  const daemon = `setsid sh -c 'until test -e "${gate}"; do sleep 0.05; done; head -c 300000 /dev/zero && echo well > "${news}"'`;
  const job = await runJob(serving.service, "leaving", { script: `echo begun; ${daemon} & exit 0` });
  assert.equal(job.phase, "COMPLETED");
  assert.equal(await outputOf(serving.service, job.id), "begun\n");
  const attempts = join(serving.folder, "data", "agent", "attempts");
  await until("its folder is gone", () => readdirSync(attempts).length === 0);
  writeFileSync(gate, "");
  await until("it wrote to its end", () => existsSync(news));
});

test("what is asked to end may say its last words, also after the command itself", async () => {
  const rest = "trap 'sleep 0.2; echo tidy; exit' INT; echo ready; while :; do sleep 0.02; done";
  const job = await submit(serving.service, "patient", {
    script: `exec perl -e 'exec "sh", "-c", shift if !fork; sleep 300' "${rest}"`,
  });
  await until("it runs", async () => (await outputOf(serving.service, job.id)) === "ready\n");
  await serving.service.abort(job.id);
  await until("nothing lives", async () => (await serving.service.store.liveAttempts()).length === 0);
  assert.equal(await outputOf(serving.service, job.id), "ready\ntidy\n");
});

test("a job that reaches its execution duration is ABORTED, with a transient error", async () => {
  const job = await runJob(serving.service, "brief", { script: "echo begun; sleep 600" });
  assert.equal(job.phase, "ABORTED");
  assert.equal(job.error?.type, "transient");
  assert.match(job.error?.message ?? "", /execution duration of 3\.0 s was reached/);
  await until(
    "its processes are gone",
    async () => (await serving.service.store.liveAttempts()).length === 0,
  );
  assert.equal(await outputOf(serving.service, job.id), "begun\n");
});

test("what writes for ever is ended at its output limit", async () => {
  const job = await runJob(serving.service, "small", { script: "yes" });
  assert.equal(job.phase, "ERROR");
  assert.equal((await outputOf(serving.service, job.id)).length, 100_000);
  assert.match(job.error?.message ?? "", /100 kB/);
});

test("abort() ends a job at once in the books, and then all that escaped from it", async () => {
  const job = await submit(serving.service, "sh", {
    script:
      "trap '' INT; setsid sh -c 'trap \"\" INT; sleep 301' & sleep 300 & (sleep 302 &) ; echo ready; wait; sleep 303",
  });
  await until("it runs", async () => (await outputOf(serving.service, job.id)) === "ready\n");
  const aborted = await serving.service.abort(job.id);
  assert.equal(aborted.phase, "ABORTED");
  assert.notEqual(aborted.endedAt, null);
  await until("nothing lives", async () => (await serving.service.store.liveAttempts()).length === 0);
  assert.deepEqual(
    ourProcesses(join(serving.folder, "data")).filter(({ role }) => role === "command"),
    [],
  );
  const [attempt] = await serving.service.attempts(job.id);
  assert.deepEqual(attempt?.outcome, { kind: "aborted" });
});

test("exit status 0 after our signal is still ABORTED", async () => {
  const job = await submit(serving.service, "sh", {
    script: "trap 'exit 0' INT; echo ready; while :; do sleep 0.05; done",
  });
  await until("it runs", async () => (await outputOf(serving.service, job.id)) === "ready\n");
  await serving.service.abort(job.id);
  await until("nothing lives", async () => (await serving.service.store.liveAttempts()).length === 0);
  assert.equal((await serving.service.job(job.id)).phase, "ABORTED");
});

test("a normal end sweeps what was left behind, unless the type leaves it", async () => {
  const left = await runJob(serving.service, "sh", { script: "setsid sleep 311 & exit 0" });
  assert.equal(left.phase, "COMPLETED");
  assert.deepEqual(
    ourProcesses(join(serving.folder, "data")).filter(({ role }) => role === "command"),
    [],
  );
  const leaving = await runJob(serving.service, "leaving", { script: "setsid sleep 3600 & exit 0" });
  assert.equal(leaving.phase, "COMPLETED");
  const commands = () => ourProcesses(join(serving.folder, "data")).filter(({ role }) => role === "command");
  // One that just executes a program shows no environment for a moment.
  await until("the one that was left is seen", () => commands().length === 1);
  process.kill(commands()[0]?.pid ?? assert.fail(), "SIGKILL");
  await until("it has ended", () => commands().length === 0);
});

test("a parameter is one argument whatever is in it, and an optional one without a value leaves no trace", async () => {
  const text = `$(touch x); "a" 'b' \\ ; | & \n * é`;
  const job = await runJob(serving.service, "echo", { text, many: ["1 2", "3"] });
  assert.equal(await outputOf(serving.service, job.id), `${text}|--${text}--|1 2|3|`);
});

test("a secret reaches the work as a 0600 file and nothing else", async () => {
  const password = "correct horse battery staple";
  const job = await runJob(serving.service, "secretive", { password });
  const output = await outputOf(serving.service, job.id);
  assert.match(output, /^correct horse battery staple\{"password":"\/.*secrets\/password"\}600\n$/);
  const [stored] = await serving.service.jobs({ limit: 1 });
  assert.ok(!JSON.stringify(stored).includes(password));
  assert.equal(existsSync(join(serving.folder, "data", "agent", "attempts", job.id)), false);
});

test("the environment is the allow-list, what the type sets, and ours", async () => {
  const job = await runJob(serving.service, "environment");
  const names = (await outputOf(serving.service, job.id))
    .trim()
    .split("\n")
    .map((line) => line.split("=")[0] ?? "")
    .toSorted((a, b) => a.localeCompare(b));
  assert.deepEqual(names, [
    "GREETING",
    "PATH",
    "RUNYARD_ATTEMPT",
    "RUNYARD_ITEM",
    "RUNYARD_ITEM_INDEX",
    "RUNYARD_JOB_ID",
    "RUNYARD_PARAMETERS",
    "RUNYARD_RESULTS",
  ]);
});

test("results are regular files with size, SHA-256 and media type, and nothing that a link points to", async () => {
  const job = await runJob(serving.service, "sh", {
    script:
      "cd $RUNYARD_RESULTS && printf abc > a.txt && mkdir d && printf '{}' > d/b.json && ln -s /etc/passwd link && mkfifo pipe",
  });
  const results = await serving.service.results(job.id);
  assert.deepEqual(
    results.map(({ id, sizeBytes, mediaType }) => ({ id, sizeBytes, mediaType })),
    [
      { id: "a.txt", sizeBytes: 3, mediaType: "text/plain" },
      { id: "d/b.json", sizeBytes: 2, mediaType: "application/json" },
    ],
  );
  assert.equal(results[0]?.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

test("result files whose names are not UTF-8 are given others, and hold what they held", async () => {
  const job = await runJob(serving.service, "sh", {
    script: `cd $RUNYARD_RESULTS; bad=$(printf 'b\\377d'); mkdir $bad "ü"; : > good; : > ü/good; echo in > $bad/in; : > ü/$bad; : > $bad/$bad`,
  });
  const results = await serving.service.results(job.id);
  assert.deepEqual(
    results.map(({ id, sizeBytes }) => [id, sizeBytes]),
    [
      ["b%FFd/b%FFd", 0],
      ["b%FFd/in", 3],
      ["good", 0],
      ["ü/b%FFd", 0],
      ["ü/good", 0],
    ],
  );
  const events = await serving.service.store.events({ after: 0, job: job.id, limit: 100 });
  assert.deepEqual(
    events.filter(({ change }) => change.kind === "note"),
    [],
  );
});

test("remove() of a running job answers at once; its folder goes when its processes have", async () => {
  const job = await submit(serving.service, "sh", {
    script: "echo x > $RUNYARD_RESULTS/x; echo ready; sleep 321",
  });
  await until("it runs", async () => (await outputOf(serving.service, job.id)) === "ready\n");
  await serving.service.remove(job.id);
  await assert.rejects(serving.service.job(job.id), { code: "not-found" });
  await until("nothing lives", async () => (await serving.service.store.liveAttempts()).length === 0);
  await until(
    "the agent's folder is empty",
    () => readdirSync(join(serving.folder, "data", "agent", "attempts")).length === 0,
  );
});

test("usage, pid and times of an attempt are recorded", async () => {
  const job = await runJob(serving.service, "sh", {
    script: "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done",
  });
  const [attempt] = await serving.service.attempts(job.id);
  assert.ok((attempt?.usage?.cpuMs ?? 0) >= 10, JSON.stringify(attempt));
  assert.ok((attempt?.usage?.peakMemoryBytes ?? 0) > 500_000, JSON.stringify(attempt));
  assert.ok((attempt?.pid ?? 0) > 1);
  assert.ok((await waitForEnd(serving.service, job.id)).startedAt !== null);
});

test("an attempt whose folder is removed under it is lost, and does not run on", async () => {
  const job = await submit(serving.service, "sh", { script: "echo ready; sleep 331" });
  await until("it runs", async () => (await outputOf(serving.service, job.id)) === "ready\n");
  await until("its start is recorded", async () => (await serving.service.job(job.id)).startedAt !== null);
  const [attempt] = await serving.service.attempts(job.id);
  rmSync(join(serving.folder, "data", "agent", "attempts", attempt?.id ?? ""), { recursive: true });
  await until("it is tried again", async () => (await serving.service.attempts(job.id)).length === 2);
  assert.deepEqual((await serving.service.attempts(job.id))[0]?.outcome, {
    kind: "lost",
    message: "its folder was removed",
  });
  await serving.service.abort(job.id);
  await until("nothing lives", async () => (await serving.service.store.liveAttempts()).length === 0);
});
