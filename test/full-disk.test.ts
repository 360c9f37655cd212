import assert from "node:assert/strict";
import { existsSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { mayMount, mountDisk } from "./conformance/store/mounted-disk.ts";
import { isEnd } from "../src/job/mod.ts";
import { ask } from "./http.ts";
import { outputOf, submit, until, waitForEnd } from "./run-job.ts";
import { type Serving, startServing } from "./serving.ts";

if (mayMount(import.meta.filename)) fullDiskTests();

function fullDiskTests(): void {
  test("a full disk refuses new jobs with one sentence, and loses none of those that are under way", async () => {
    await using disk = await mountDisk(6_000_000);
    const serving = await start(disk.path);
    try {
      const gate = join(serving.folder, "gate");
      const running = await submit(serving.service, "gated", { gate });
      await until("it runs", async () => (await outputOf(serving.service, running.id)) === "begun\n");
      const filler = fill(disk.path);
      await expectRefusal(serving);
      // The disk is full at the very write of the end: its space was reserved when the attempt began.
      writeFileSync(gate, "");
      await until("its end is written", () => isEndWritten(disk.path, serving, running.id));
      rmSync(filler);
      const ended = await waitForEnd(serving.service, running.id);
      assert.equal(ended.phase, "COMPLETED", JSON.stringify(ended));
      assert.equal(await outputOf(serving.service, running.id), "begun\ndone\n");
      assert.deepEqual(
        (await serving.service.attempts(running.id)).map(({ outcome }) => outcome),
        [{ kind: "exit", status: 0 }],
      );
    } finally {
      await serving.close();
    }
  });

  test("a job that fills the disk itself fails by its own error, and its end is recorded when there is room", async () => {
    await using disk = await mountDisk(6_000_000);
    const serving = await start(disk.path);
    try {
      const job = await submit(serving.service, "filling");
      const ended = await waitForEnd(serving.service, job.id);
      assert.equal(ended.phase, "ERROR", JSON.stringify(ended));
      // The ballast may make room for the command's own complaint; what finds none is said to be lost.
      const message = ended.error?.message ?? "";
      assert.match(message, /exit status 2/);
      assert.match(message, /No space left on device|some of its output was lost: the disk is full/);
    } finally {
      await serving.close();
    }
  });

  test("a job whose output fills the disk is told so, and says that output was lost", async () => {
    await using disk = await mountDisk(6_000_000);
    const serving = await start(disk.path);
    try {
      const ended = await waitForEnd(serving.service, (await submit(serving.service, "flooding")).id);
      assert.equal(ended.phase, "ERROR", JSON.stringify(ended));
      const lost = /signal SIGPIPE; some of its output was lost: the disk is full \(ENOSPC\)/;
      assert.match(ended.error?.message ?? "", lost);
      const size = (await outputOf(serving.service, ended.id)).length;
      assert.ok(size > 1_000_000 && size < 6_000_000, `${size} bytes were kept`);
    } finally {
      await serving.close();
    }
  });

  test("an upload that the disk can't hold is refused, and nothing of it stays", async () => {
    await using disk = await mountDisk(6_000_000);
    const serving = await start(disk.path);
    try {
      const before = freeBytes(disk.path);
      const body = new FormData();
      body.set("type", "reading");
      body.append("parameters.file", new Blob([Buffer.alloc(7_000_000)]), "large.bin");
      const answer = await ask("POST", `${serving.url}/api/v1/jobs`, { body });
      assert.equal(answer.status, 507, answer.text);
      assert.match(answer.text, /Cannot keep the file \\"large.bin\\": the disk is full/);
      assert.ok(
        before - freeBytes(disk.path) < 100_000,
        `${before} bytes were free, ${freeBytes(disk.path)} are`,
      );
    } finally {
      await serving.close();
    }
  });
}

function start(path: string): Promise<Serving> {
  return startServing({
    dataFolder: join(path, "data"),
    jobs: {
      quick: { command: ["true"] },
      gated: {
        command: ["sh", "-c", 'echo begun; while ! test -e "$0"; do sleep 0.05; done; echo done', "{gate}"],
        parameters: { gate: { type: "string", required: true } },
      },
      filling: { command: ["sh", "-c", "head -c 20000000 /dev/zero > $RUNYARD_RESULTS/large || exit 2"] },
      flooding: { command: ["cat", "/dev/zero"] },
      reading: { command: ["cat", "{file}"], parameters: { file: { type: "file", required: true } } },
    },
  });
}

/** Takes all the room there is. */
function fill(path: string): string {
  const filler = join(path, "filler");
  for (const size of [1_000_000, 100_000, 4096]) {
    for (let full = false; !full; ) {
      try {
        writeFileSync(filler, Buffer.alloc(size), { flag: "a" });
      } catch {
        full = true;
      }
    }
  }
  return filler;
}

/** The store may have room in what it holds already: it is full when it says so. */
async function expectRefusal({ url }: Serving): Promise<void> {
  for (let tries = 0; tries < 2000; tries++) {
    const answer = await ask("POST", `${url}/api/v1/jobs`, {
      json: { type: "quick", parameters: {}, run: false },
    });
    if (answer.status === 201) continue;
    assert.equal(answer.status, 507, answer.text);
    assert.match(answer.text, /full/);
    return;
  }
  assert.fail("A full disk was never noticed");
}

/** While the disk is full; where the store found room in what it holds, the job has ended. */
async function isEndWritten(path: string, { service }: Serving, id: string): Promise<boolean> {
  const [attempt] = await service.attempts(id);
  const end = join(path, "data", "agent", "attempts", attempt?.id ?? "", "end");
  return existsSync(end) || isEnd((await service.job(id)).phase);
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}
