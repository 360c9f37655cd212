import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { submit, until, waitForEnd } from "../../test/run-job.ts";
import { type Serving, startServing } from "../../test/serving.ts";

let serving: Serving;
before(async () => {
  const busy =
    "import os, sys\ndata = b'x' * 50_000_000\nwhile not os.path.exists(sys.argv[1]): sum(range(10_000))";
  serving = await startServing({
    jobs: {
      busy: {
        command: ["sh", "-c", 'python3 -c "$0" "$1"; true', busy, "{gate}"],
        parameters: { gate: { type: "string", required: true } },
      },
    },
  });
});
after(() => serving.close());

test("What an attempt uses is known while it runs and after its end, by job and attempt", async () => {
  const { service } = serving;
  const gate = join(serving.folder, "gate");
  const { id } = await submit(service, "busy", { gate });
  await until("it was looked at three times, and has worked between", async () => {
    const [attempt] = await service.attempts(id);
    const known = attempt === undefined ? [] : await service.usage(id, attempt.id);
    return known.length >= 3 && (known.at(-1)?.cpuMs ?? 0) - (known[0]?.cpuMs ?? 0) > 500;
  });
  writeFileSync(gate, "");
  assert.equal((await waitForEnd(service, id)).phase, "COMPLETED");
  const [attempt] = await service.attempts(id);
  const samples = await service.usage(id, attempt?.id ?? "");
  assert.ok(samples.length >= 3, String(samples.length));
  const [first, last] = [samples[0], samples.at(-1)];
  assert.ok(first !== undefined && last !== undefined && last.at > first.at);
  assert.ok(last.cpuMs - first.cpuMs > 500, `${first.cpuMs} to ${last.cpuMs}`);
  // The last look may have come when it was about to end.
  const most = Math.max(...samples.map(({ memoryBytes }) => memoryBytes));
  assert.ok(most > 50_000_000, String(most));
  await assert.rejects(service.usage(id, "nobody"), /it has no such attempt$/);
});
