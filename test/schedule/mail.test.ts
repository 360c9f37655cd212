import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startMailServer } from "../mail-server.ts";
import { finish, runRunyard, startRunyard } from "../runyard.ts";

test("a server tells of a schedule that fails, of one that works again, and of one that is late", async () => {
  await using mails = await startMailServer();
  const folder = await mkdtemp(join(tmpdir(), "runyard-schedule-mail-"));
  await writeFile(
    join(folder, "runyard.yaml"),
    `server: { port: 0 }
mail: { to: ops@example.org, from: runyard@example.org, smtp: "${mails.url}" }
schedules:
  plates: { every: -3600, title: Plates ☃, command: [sh, -c, 'echo no plate >&2; test -e good'] }
  slow: { every: -3600, title: Slow one, command: [sleep, "600"], deadline: 1s, limits: { grace: 1s } }
  quiet: { every: -3600, command: ["false"], notify: false }
`,
  );
  const server = startRunyard(["serve"], { cwd: folder });
  const ended = finish(server);
  const url = await new Promise<string>((resolve, reject) => {
    void ended.then(({ stderr }) => reject(new Error(`The server did not start: ${stderr}`)));
    server.stdout?.on("data", (piece: Buffer) => {
      const found = /http:\/\/\S+?:\d+/.exec(piece.toString())?.[0];
      if (found !== undefined) resolve(found);
    });
  });
  const runyard = (...args: string[]): ReturnType<typeof runRunyard> =>
    runRunyard(args, { cwd: folder, environment: { RUNYARD_SERVER: url } });
  const told = async (pattern: RegExp): Promise<string> => {
    for (const until = Date.now() + 30_000; ; await sleep(100)) {
      const all = (await mails.received(0)).map(({ subject, text }) => `${subject}\n${text}`).join("\n");
      if (pattern.test(all)) return all;
      assert.ok(Date.now() < until, `Nobody was told ${String(pattern)}: ${all}`);
    }
  };
  try {
    const failed = await told(/^Plates ☃ failed|Plates ☃ \[schedule/m);
    assert.match(failed, /runyard\.yaml#plates/);
    assert.match(failed, /no plate/);
    // One mail or two: what comes within a moment goes together.
    await told(/did not finish by its deadline: it/);
    await writeFile(join(folder, "good"), "");
    assert.equal((await runyard("execute", "quiet", "--wait")).status, 1);
    assert.equal((await runyard("execute", "plates", "--wait")).status, 0);
    await told(/Plates ☃.* works again/);
    assert.doesNotMatch(await told(/./), /quiet/);
  } finally {
    await runyard("stop", "--abort");
    await ended;
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
});
