import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type MailServer, startMailServer } from "../../test/mail-server.ts";
import { until } from "../../test/run-job.ts";
import { startTelling } from "../../test/telling.ts";
import { openSqliteStore } from "../store/mod.ts";

const KILLS = 10;
const program = fileURLToPath(new URL("../../test/fixtures/failing-until-killed.ts", import.meta.url));

test("Notifier loses no notice when its process is killed, ten times", async () => {
  await using server = await startMailServer();
  const folder = await mkdtemp(join(tmpdir(), "runyard-kill-"));
  try {
    const failed = await failUntilKilled(folder, server);
    assert.ok(failed.length > KILLS, String(failed.length));
    await using store = await openSqliteStore({ folder, durable: false });
    const notifier = await startTelling(store, server.url);
    const isTold = (): boolean => {
      const all = server.mails.map((mail) => mail.text).join("\n");
      return failed.every((type) => all.includes(type));
    };
    await until("all told", isTold, 60_000);
    await until("an empty outbox", async () => (await store.notices()).length === 0);
    await notifier.close();
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** What has failed in processes that were killed, one after another. */
async function failUntilKilled(folder: string, server: MailServer): Promise<readonly string[]> {
  const failed: string[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    const child = spawn(process.execPath, [program, folder, server.url], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const said = text(child.stdout);
    const ended = once(child, "exit");
    try {
      await once(child.stdout, "readable");
      // Every other time between the mail and the note that it was sent.
      if (kill % 2 === 0) await server.received(server.mails.length + 1);
      else await sleep(20 + Math.random() * 500);
    } finally {
      child.kill("SIGKILL");
      await ended;
    }
    // The last line may have been cut off by the kill.
    failed.push(...(await said).split("\n").slice(0, -1));
  }
  return failed;
}
