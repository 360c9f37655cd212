import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { submit, until, waitForEnd } from "../../test/run-job.ts";
import { type Serving, startServing } from "../../test/serving.ts";

let serving: Serving;
before(async () => {
  const busy =
    "data = b'x' * 50_000_000\nimport time\nend = time.monotonic() + 9\nwhile time.monotonic() < end: pass";
  serving = await startServing({ jobs: { busy: { command: ["sh", "-c", 'python3 -c "$0"; true', busy] } } });
});
after(() => serving.close());

test("What an attempt uses is known while it runs and after its end, by job and attempt", async () => {
  const { service } = serving;
  const { id } = await submit(service, "busy");
  await until("it was looked at twice", async () => {
    const [attempt] = await service.attempts(id);
    return attempt !== undefined && (await service.usage(id, attempt.id)).length >= 2;
  });
  assert.equal((await waitForEnd(service, id)).phase, "COMPLETED");
  const [attempt] = await service.attempts(id);
  const samples = await service.usage(id, attempt?.id ?? "");
  assert.ok(samples.length >= 3, String(samples.length));
  const [first, last] = [samples[0], samples.at(-1)];
  assert.ok(first !== undefined && last !== undefined && last.at > first.at);
  assert.ok(last.cpuMs - first.cpuMs > 500, `${first.cpuMs} to ${last.cpuMs}`);
  assert.ok(last.memoryBytes > 50_000_000, String(last.memoryBytes));
  await assert.rejects(service.usage(id, "nobody"), /it has no such attempt$/);
});
