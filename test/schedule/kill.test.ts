import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Firing } from "../../src/job/mod.ts";
import type { ScheduleDetailView } from "../../src/server/schedule-api.ts";
import { openSqliteStore } from "../../src/store/mod.ts";
import { until } from "../run-job.ts";
import { finish, runRunyard, startRunyard } from "../runyard.ts";

const KILLS = 100;
/** A machine on which each start takes seconds has fewer lives. */
const KILLING_MS = 150_000;
const NAMES = Array.from({ length: 20 }, (_, index) => `work${index}`);

/** Says in the ledger when it begins and ends: one line each, appended whole. */
const script = `trap 'echo "end $RUNYARD_SCHEDULE $SCHEDULED_AT" >> ledger' EXIT
trap 'exit 1' INT TERM
echo "begin $RUNYARD_SCHEDULE $SCHEDULED_AT" >> ledger
sleep "$0"`;

/** Schedules that are due every second or so, some of them longer at work than that, with all rules for overlaps. */
function configuration(): string {
  const schedules = NAMES.map((name, index) => {
    const when = index % 4 === 0 ? 'cron: "* * * * * *"' : `every: ${index % 4 === 1 ? "1500ms" : "1s"}`;
    const overlap = ["skip", "queue", "replace"][index % 3];
    const command = JSON.stringify(["sh", "-c", script, index % 5 === 0 ? "1.3" : "0.1"]);
    return `  ${name}: { ${when}, overlap: ${overlap}, command: ${command} }\n`;
  });
  return `server: { port: 0 }\nconcurrent: 40\nschedules:\n${schedules.join("")}`;
}

test("a server that is killed up to a hundred times runs no firing twice, loses none, and leaves no guard closed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "runyard-schedule-kill-"));
  try {
    await writeFile(join(folder, "runyard.yaml"), configuration());
    let startMs = 500;
    let kill = 0;
    for (const latest = Date.now() + KILLING_MS; kill < KILLS && Date.now() < latest; kill++) {
      const server = startRunyard(["serve"], { cwd: folder });
      const begunAt = performance.now();
      server.stdout?.once("data", () => (startMs = performance.now() - begunAt));
      const ended = finish(server);
      try {
        // While it starts, or soon after: how long that takes is another thing on a busy machine.
        if (kill % 4 > 0)
          await sleep(startMs * 0.4 + Math.random() * Math.min(startMs * 1.2, startMs * 0.6 + 500));
        else await untilMoreHasBegun(folder);
      } finally {
        server.kill("SIGKILL");
        await ended;
      }
    }
    const newest = new Map([...(await firingsIn(folder))].map(([name, [last]]) => [name, last?.due ?? 0]));
    await serveInPeace(folder, newest);
    const firings = await firingsIn(folder);
    const ledger = await ledgerIn(folder);
    const begun = begunIn(ledger);
    assert.ok(begun >= Math.floor(kill / 4) + NAMES.length, `only ${begun} have run in ${kill} lives`);
    for (const name of NAMES) {
      checkLedger(name, ledger);
      checkFirings(name, firings.get(name) ?? [], ledger);
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
});

/** A server that is let live until each schedule has run again, and ended with everything that it runs. */
async function serveInPeace(folder: string, newest: ReadonlyMap<string, number>): Promise<void> {
  const server = startRunyard(["serve"], { cwd: folder });
  const closed = once(server, "close");
  const url = await new Promise<string>((resolve, reject) => {
    server.stdout?.on("data", (piece: Buffer) => {
      const found = /http:\/\/\S+?:\d+/.exec(piece.toString())?.[0];
      if (found !== undefined) resolve(found);
    });
    server.once("exit", () => reject(new Error("The server did not start")));
  });
  server.stderr?.resume();
  const runyard = async (...args: readonly string[]): Promise<void> => {
    const { status, stderr } = await runRunyard(args, { environment: { RUNYARD_SERVER: url } });
    assert.equal(status, 0, stderr);
  };
  try {
    for (const [name, last] of newest)
      await until(`${name} runs again`, () => hasRunSince(url, name, last), 60_000);
    await runyard("schedules", "pause", ...NAMES);
    // What was begun comes to its end, and what waits for that as well.
    while ((await statesOf(url)).some((state) => state !== "paused")) await sleep(200);
  } finally {
    await runyard("stop", "--abort");
    await closed;
  }
}

/** Waits until work has begun that had not, and a moment that is another each time. */
async function untilMoreHasBegun(folder: string): Promise<void> {
  const before = begunIn(await ledgerIn(folder));
  await until("more begins", async () => begunIn(await ledgerIn(folder)) > before, 60_000);
  await sleep(Math.random() * 300);
}

async function ledgerIn(folder: string): Promise<readonly string[]> {
  const text = await readFile(join(folder, "ledger"), "utf8").catch(() => "");
  return text.trim().split("\n");
}

function begunIn(ledger: readonly string[]): number {
  return ledger.filter((line) => line.startsWith("begin ")).length;
}

async function hasRunSince(url: string, name: string, last: number): Promise<boolean> {
  const answer = await fetch(`${url}/api/v1/schedules/${name}`);
  const { firings } = (await answer.json()) as ScheduleDetailView;
  return firings.some(({ due, job }) => Date.parse(due) > last && job !== null);
}

async function statesOf(url: string): Promise<readonly string[]> {
  const answer = await fetch(`${url}/api/v1/schedules`);
  const { schedules } = (await answer.json()) as {
    readonly schedules: readonly { readonly state: string }[];
  };
  return schedules.map(({ state }) => state);
}

async function firingsIn(folder: string): Promise<ReadonlyMap<string, readonly Firing[]>> {
  await using store = await openSqliteStore({ folder: join(folder, "data") });
  const entries = NAMES.map(async (name) => [name, await store.firings(name, 1_000_000)] as const);
  return new Map(await Promise.all(entries));
}

/** Each instant begins once, and none before the one before it has ended. */
function checkLedger(name: string, ledger: readonly string[]): void {
  const own = ledger.filter((line) => line.includes(` ${name} `));
  const begun = own.filter((line) => line.startsWith("begin "));
  assert.equal(new Set(begun).size, begun.length, `${name} ran twice for one instant`);
  let open: string | null = null;
  for (const line of own) {
    const [what, , due = ""] = line.split(" ");
    if (what === "begin") {
      assert.equal(open, null, `${name} began at ${due} while ${open} still ran`);
      open = due;
    } else open = null;
  }
}

/** Every instant is a row or stands in a counted one, and what was fired has run, but for what was replaced. */
function checkFirings(name: string, firings: readonly Firing[], ledger: readonly string[]): void {
  const inOrder = firings.toReversed();
  for (const [index, { due, until: last, decision }] of inOrder.entries()) {
    const next = inOrder[index + 1];
    if (next !== undefined)
      assert.ok(next.due > last, `${name}: ${decision} ${due}..${last} overlaps ${next.due}`);
  }
  const [first, last] = [inOrder[0], inOrder.at(-1)];
  if (first === undefined || last === undefined) throw new Error(`${name} was never fired`);
  const stepMs = gcdOfSteps(name);
  const slots = (last.until - first.due) / stepMs + 1;
  const counted = inOrder.reduce((sum, { count }) => sum + count, 0);
  assert.equal(counted, slots, `${name}: ${slots} instants were due, and ${counted} are accounted for`);
  const replaced = inOrder.some(({ decision }) => decision === "replaced");
  for (const { due, job } of inOrder) {
    if (job === null || replaced) continue;
    const line = `begin ${name} ${new Date(due).toISOString()}`;
    assert.ok(ledger.includes(line), `${name}: what was fired for ${new Date(due).toISOString()} never ran`);
  }
}

function gcdOfSteps(name: string): number {
  return Number(name.slice("work".length)) % 4 === 1 ? 1500 : 1000;
}
