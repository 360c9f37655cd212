import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { test } from "node:test";
import { type Serving, startServing } from "../../test/serving.ts";
import type { Job } from "../job/mod.ts";
import type { CreateRequest } from "./job-service.ts";
import type { OwnerShare } from "./owner-limits.ts";

const jobs = {
  sleep: { command: ["sleep", "600"] },
  nap: { command: ["sleep", "600"] },
  write: {
    command: ["sh", "-c", 'head -c 3000 /dev/zero > "$RUNYARD_RESULTS/zeros"'],
    parameters: { file: { type: "file" } },
  },
};
const none: OwnerShare = { running: null, queued: null, storedBytes: null };

async function withLimits(
  every: Partial<OwnerShare>,
  owners: Readonly<Record<string, Partial<OwnerShare>>>,
  use: (serving: Serving) => Promise<void>,
): Promise<void> {
  const own = Object.entries(owners).map(([name, share]) => [name, { ...none, ...every, ...share }] as const);
  const serving = await startServing({
    jobs,
    ownerLimits: { every: { ...none, ...every }, owners: new Map(own) },
  });
  try {
    await use(serving);
  } finally {
    await serving.close();
  }
}

function wanted(owner: string | null, type: string, changes: Partial<CreateRequest> = {}): CreateRequest {
  return { type, parameters: {}, files: [], owner, run: true, ...changes };
}

async function whenLeft(serving: Serving, { id }: Job, phase: "QUEUED" | "EXECUTING"): Promise<Job> {
  return serving.service.wait(id, { phase, timeoutMs: 60_000 });
}

test("limits.running holds over all types of an owner, and keeps no other owner waiting", async () => {
  await withLimits({ running: 1 }, { bob: { running: 2 } }, async (serving) => {
    const { service } = serving;
    const first = await service.create(wanted("ann", "sleep"));
    assert.equal((await whenLeft(serving, first, "QUEUED")).phase, "EXECUTING");
    const second = await service.create(wanted("ann", "nap"));
    const others = [
      await service.create(wanted("bob", "nap")),
      await service.create(wanted("bob", "sleep")),
      await service.create(wanted(null, "nap")),
    ];
    for (const job of others) assert.equal((await whenLeft(serving, job, "QUEUED")).phase, "EXECUTING");
    assert.equal((await service.job(second.id)).phase, "QUEUED");
    assert.equal(
      await service.whyWaiting(await service.job(second.id)),
      "its owner is at the limit of 1 at once over all types",
    );
    await service.abort(first.id);
    assert.equal((await whenLeft(serving, second, "QUEUED")).phase, "EXECUTING");
  });
});

test("limits.queued refuses the job that is one too many, however many come at once", async () => {
  await withLimits({ queued: 3 }, {}, async ({ service }) => {
    const asked = Array.from({ length: 10 }, () => service.create(wanted("ann", "sleep", { run: false })));
    const settled = await Promise.allSettled(asked);
    assert.equal(settled.filter(({ status }) => status === "fulfilled").length, 3);
    await assert.rejects(service.create(wanted("ann", "sleep", { run: false })), {
      code: "too-many",
      status: 429,
      message: 'Cannot create the job: "ann" may have 3 jobs that have not begun, and has as many',
    });
    await service.create(wanted("bob", "sleep", { run: false }));
    const [job] = await service.jobs({ owner: "ann", limit: 1 });
    await service.remove(job?.id ?? "");
    await service.create(wanted("ann", "sleep", { run: false }));
  });
});

test("limits.stored counts results, outputs and files, and refuses more", async () => {
  await withLimits({ storedBytes: 5000 }, {}, async (serving) => {
    const { service, folder } = serving;
    const receive = async (sizeBytes: number): Promise<CreateRequest["files"]> => {
      await writeFile(join(folder, "sent"), "x");
      return [
        await service.receiveFile(
          "file",
          "a.txt",
          "",
          (async function* () {
            yield new Uint8Array(sizeBytes);
          })(),
        ),
      ];
    };
    await assert.rejects(service.create(wanted("ann", "write", { files: await receive(6000) })), {
      code: "store-full",
      status: 507,
      message:
        /^Cannot store more for "ann": results, outputs and files take 0 B, and 6\.0 kB came with this, of the 5\.0 kB that may be kept; /,
    });
    const job = await service.create(wanted("ann", "write", { files: await receive(1500) }));
    for (const phase of ["QUEUED", "EXECUTING"] as const) await whenLeft(serving, job, phase);
    assert.equal((await service.job(job.id)).phase, "COMPLETED");
    // Its results are counted with the next sum, in ten seconds; what was sent counts at once.
    await assert.rejects(service.create(wanted("ann", "write", { files: await receive(4000) })), {
      code: "store-full",
    });
    await service.create(wanted("bob", "write", { files: await receive(4000) }));
  });
});

test("limits.stored counts no job that is deleted, and no file of a job that was refused", async () => {
  await withLimits({ storedBytes: 5000 }, {}, async ({ service }) => {
    const receive = async (bytes: number): Promise<CreateRequest["files"]> => [
      await service.receiveFile("file", "a.txt", "", Readable.from([Buffer.alloc(bytes)])),
    ];
    const keep = async (bytes: number): Promise<Job> =>
      service.create(wanted("ann", "write", { run: false, files: await receive(bytes) }));
    const unknown = { nothing: ["1"] };
    await assert.rejects(
      service.create(wanted("ann", "write", { files: await receive(4000), parameters: unknown })),
      { code: "bad-parameter" },
    );
    const idempotencyKey = "once";
    const once = async (): Promise<Job> =>
      service.create(wanted("ann", "write", { run: false, files: await receive(4000), idempotencyKey }));
    const job = await once();
    await assert.rejects(keep(2000), { code: "store-full" });
    assert.equal((await once()).id, job.id);
    await service.remove(job.id);
    await keep(2000);
  });
});
