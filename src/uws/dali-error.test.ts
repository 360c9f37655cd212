import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask } from "../../test/http.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import { tapJob } from "../../test/tap/service.ts";
import { createJob, elementOf, waitForPhase } from "../../test/uws-job.ts";

let serving: Serving;

before(async () => {
  serving = await startServing({
    jobs: { fail: { command: ["sh", "-c", "echo 'a < b' >&2; exit 3"] }, tap: tapJob },
  });
});
after(() => serving.close());

async function failed(type: string, form: Readonly<Record<string, string>>): Promise<string> {
  const job = await createJob(`${serving.url}/services/${type}/async`, { ...form, PHASE: "RUN" });
  assert.equal(await waitForPhase(job), "ERROR");
  return job;
}

test("/error answers 200 with the whole of it as text, whose first line is the summary's", async () => {
  const job = await failed("fail", {});
  const answer = await ask("GET", `${job}/error`);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-type") ?? "", /^text\/plain/);
  assert.match(answer.text, /exit status 3[^]*a < b/);
  const summary = await elementOf(job, "message");
  assert.ok(summary?.startsWith(answer.text.split("\n")[0] ?? "?"), summary);
});

test("/error is a VOTable where the job's RESPONSEFORMAT is one", async () => {
  for (const form of [{ query: "wrong" }, { query: "wrong", RESPONSEFORMAT: "application/x-votable+xml" }]) {
    const answer = await ask("GET", `${await failed("tap", form)}/error`);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("content-type") ?? "", /^application\/x-votable\+xml/);
    assert.match(answer.text, /value="ERROR">[^<]*exit status 3/);
  }
  const csv = await ask("GET", `${await failed("tap", { query: "wrong", RESPONSEFORMAT: "csv" })}/error`);
  assert.match(csv.headers.get("content-type") ?? "", /^text\/plain/);
});

test("/error is not there where nothing failed", async () => {
  const job = await createJob(`${serving.url}/services/tap/async`, { query: "SELECT 1", PHASE: "RUN" });
  assert.equal((await ask("GET", `${job}/error`)).status, 404);
  assert.equal(await waitForPhase(job), "COMPLETED");
  assert.equal((await ask("GET", `${job}/error`)).status, 404);
  assert.match(
    (await ask("GET", `${job}/results`)).text,
    /id="result"[^>]* mime-type="application\/x-votable\+xml"/,
  );
});
