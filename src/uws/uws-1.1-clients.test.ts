import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, sendRaw } from "../../test/http.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import { createJob, elementOf, phaseOf, waitForPhase } from "../../test/uws-job.ts";

let serving: Serving;
let list: string;

before(async () => {
  serving = await startServing({
    jobs: { echo: { command: ["echo", "{note}"], parameters: { note: { type: "string", default: "-" } } } },
  });
  list = `${serving.url}/services/echo/async`;
});
after(() => serving.close());

const accepts: readonly (readonly [string, string])[] = [
  ["Java", "text/html, image/gif, image/jpeg, */*; q=0.2"],
  ["astroquery's POST", "text/plain"],
  ["astroquery's GET", ""],
  ["requests and pyvo", "*/*"],
  ["a browser", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"],
  ["a client that takes nothing of ours", "image/png"],
];
for (const [who, accept] of accepts) {
  test(`UWS answers XML and plain text, and never 406, to the Accept of ${who}`, async () => {
    const headers = { accept };
    const created = await ask("POST", list, { form: {}, headers });
    assert.equal(created.status, 303);
    const job = created.headers.get("location") ?? "";
    for (const url of [list, job, `${job}/parameters`, `${job}/results`]) {
      const answer = await ask("GET", url, { headers });
      assert.equal(answer.status, 200, url);
      assert.match(answer.headers.get("content-type") ?? "", /^text\/xml/);
      assert.match(answer.text, /<uws:\w+ xmlns:uws=/);
    }
    const phase = await ask("GET", `${job}/phase`, { headers });
    assert.match(phase.headers.get("content-type") ?? "", /^text\/plain/);
  });
}

test("A client of UWS 1.0 creates, posts PHASE in lower case to the job itself, polls, and deletes by ACTION", async () => {
  const job = await createJob(`${list}/`, { note: "old" });
  assert.equal((await ask("POST", job, { form: { phase: "run" } })).status, 303);
  while (!["COMPLETED", "ERROR"].includes((await phaseOf(`${job}/`.replace(/\/$/, ""))).trim()));
  assert.equal((await ask("GET", `${job}/results/stdout/`)).text, "old\n");
  const gone = await ask("POST", job, { form: { ACTION: "DELETE" } });
  assert.equal(gone.status, 303);
  assert.ok((gone.headers.get("location") ?? "").startsWith(list));
  assert.equal((await ask("GET", job)).status, 404);
});

test("Empty credentials are an anonymous client's", async () => {
  const answer = await ask("GET", list, { headers: { authorization: "Basic Og==" } });
  assert.equal(answer.status, 200);
});

test("A chunked multipart body, its parts' types before their names, is taken as stilts sends it", async () => {
  const boundary = "<<<---stilts-boundary--->>>";
  const part = `--${boundary}\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Disposition: form-data; name="note"\r\n\r\nhi\r\n--${boundary}--\r\n`;
  const answer = await sendRaw(
    serving.url,
    `POST ${new URL(list).pathname} HTTP/1.1\r\nHost: ${new URL(list).host}\r\nConnection: close\r\n` +
      `Content-Type: multipart/form-data; boundary="${boundary}"\r\nTransfer-Encoding: chunked\r\n\r\n` +
      `${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n0\r\n\r\n`,
  );
  assert.match(answer, /^HTTP\/1\.1 303 /);
  const job = /^location: (\S+)/im.exec(answer)?.[1] ?? "";
  assert.equal((await ask("GET", `${job}/parameters/note`)).text, "hi");
});

test("Job ids begin with a digit, and Location is absolute", async () => {
  const job = await createJob(list);
  assert.match(new URL(job).pathname, /^\/services\/echo\/async\/\d[a-z0-9]{20,}$/);
  assert.equal(await elementOf(job, "jobId"), job.split("/").at(-1));
});

test("WAIT=-1 answers as soon as the phase changes", async () => {
  const job = await createJob(list);
  const waited = ask("GET", `${job}?WAIT=-1`);
  await ask("POST", `${job}/phase`, { form: { PHASE: "ABORT" } });
  assert.match((await waited).text, /<uws:phase>ABORTED</);
  assert.equal(await waitForPhase(job), "ABORTED");
});
