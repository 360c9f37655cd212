import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask } from "../../test/http.ts";
import { runJob, until } from "../../test/run-job.ts";
import { type Serving, startServing } from "../../test/serving.ts";

let serving: Serving;
before(async () => {
  serving = await startServing({ jobs: { good: { command: ["true"] }, bad: { command: ["false"] } } });
});
after(() => serving.close());

test("GET /metrics counts jobs by type and phase, and tells how the server is", async () => {
  for (const type of ["good", "good", "bad"]) await runJob(serving.service, type);
  await until("nothing is watched over", async () => {
    const { agents } = await serving.service.status();
    return agents.every(({ attempts }) => attempts === 0);
  });
  const { headers, text } = await ask("GET", `${serving.url}/metrics`);
  assert.match(headers.get("content-type") ?? "", /^text\/plain; version=0\.0\.4/);
  assert.match(text, /^runyard_jobs\{type="good",phase="COMPLETED"\} 2$/m);
  assert.match(text, /^runyard_jobs\{type="bad",phase="ERROR"\} 1$/m);
  assert.match(text, /^runyard_attempts\{agent="local"\} 0$/m);
  assert.match(text, /^runyard_start_time_seconds \d+/m);
  assert.match(text, /^process_resident_memory_bytes \d+/m);
  assert.equal((await ask("GET", `${serving.url}/metrics`)).status, 200);
});
