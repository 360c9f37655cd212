import { makeToken } from "../core/mod.ts";
import type { Attempt, Item, Job, JobType } from "../job/mod.ts";
import type { BlockedWork, StoreTransaction } from "../store/mod.ts";
import type { OutputEnds } from "./agent-protocol.ts";
import { changePhase } from "./change-phase.ts";
import { LimitCounts } from "./limit-counts.ts";
import type { OwnerLimits } from "./owner-limits.ts";
import type { Runner } from "./runner.ts";

/** An attempt that was made, with what its order is written from. */
export interface Claim {
  readonly job: Job;
  readonly attempt: Attempt;
  readonly item: Item | null;
}

/** An agent with places. */
export interface Place {
  readonly agent: string;
  readonly slots: number;
}

/** What a claim goes by. */
export interface ClaimRules {
  readonly types: ReadonlyMap<string, JobType>;
  readonly runners: ReadonlyMap<string, Runner>;
  readonly ownerLimits: OwnerLimits;
  readonly at: number;
}

/** Jobs read beyond the free places: some will be at a limit. */
const SPARE = 8;

/**
 * Gives waiting work to free places: higher priority first, then older, within the limits of types, owners and
 * instances. QUEUED becomes EXECUTING here, with no start time yet (DaCHS's "still starting").
 */
export async function claimWork(
  tx: StoreTransaction,
  place: Place,
  rules: ClaimRules,
): Promise<readonly Claim[]> {
  const counts = new LimitCounts(await tx.liveAttempts(), rules.ownerLimits);
  const claims: Claim[] = [];
  // Of a type that is held nothing is started; what runs goes on.
  const blocked: BlockedWork[] = (await tx.heldTypes()).map((type) => ({ type }));
  for (let free = freePlaces(); free > 0; free = freePlaces()) {
    const page = free + SPARE;
    const jobs = await tx.readyJobs(page, blocked);
    for (const job of jobs) {
      await claimFor(job);
      if (freePlaces() <= 0) return claims;
    }
    // A full page may hide more behind it: each of its jobs is claimed now, or left out of the next.
    if (jobs.length < page) return claims;
  }
  return claims;

  function freePlaces(): number {
    return place.slots - counts.ofAgent(place.agent);
  }

  async function claimFor(ready: Job): Promise<void> {
    for (let job = ready; freePlaces() > 0; ) {
      const reached = counts.reached(rules.types.get(job.type), job);
      if (reached !== undefined) {
        blocked.push(reached.blocks);
        return;
      }
      const instance = counts.freeInstance(job);
      const claim =
        instance === undefined ? undefined : await claimOne(tx, job, place.agent, instance, rules);
      if (claim === undefined) {
        blocked.push({ job: job.id });
        return;
      }
      claims.push(claim);
      counts.add({
        ...claim.job,
        type: job.type,
        job: job.id,
        agent: place.agent,
        instance: claim.attempt.instance,
        isSuspended: false,
      });
      job = claim.job;
      if (job.items.waiting === 0) return;
    }
  }
}

async function claimOne(
  tx: StoreTransaction,
  job: Job,
  agent: string,
  instance: number,
  rules: ClaimRules,
): Promise<Claim | undefined> {
  const [waiting] = await tx.items(job.id, { phase: "waiting", limit: 1 });
  if (waiting === undefined) return undefined;
  const attempt = newAttempt(job, agent, instance, rules.at);
  const changes = { fence: attempt.fence };
  if (rules.runners.get(job.plan?.runner ?? "")?.takes === "items") {
    await tx.insertAttempt(attempt);
    return { job: await enterExecuting(tx, job, rules.at, changes), attempt, item: null };
  }
  const mine = { ...attempt, item: waiting.index, itemsTaken: 1 };
  await tx.insertAttempt(mine);
  const item = await giveItem(tx, job, waiting, mine.id, rules.at);
  await enterExecuting(tx, job, rules.at, changes);
  return { job: (await tx.job(job.id)) ?? job, attempt: mine, item };
}

/** Hands a waiting item to an attempt, whose output it has from `ends` on: all of it where nothing is told. */
export async function giveItem(
  tx: StoreTransaction,
  job: Job,
  waiting: Item,
  attempt: string,
  at: number,
  ends: OutputEnds | null = null,
): Promise<Item> {
  const fresh = {
    startedAt: at,
    endedAt: null,
    outcome: null,
    stdout: ends === null ? null : { from: ends.stdout, to: null },
    stderr: ends === null ? null : { from: ends.stderr, to: null },
    result: null,
    resultPackage: null,
  };
  const item: Item = { ...waiting, ...fresh, phase: "running", attempt };
  await tx.saveItem(item);
  if (job.plan?.hasAgenda === true) {
    const { index, name } = item;
    await tx.append({
      job: job.id,
      at,
      change: { kind: "item", index, name, from: "waiting", to: "running" },
    });
  }
  return item;
}

async function enterExecuting(
  tx: StoreTransaction,
  job: Job,
  at: number,
  changes: Partial<Job>,
): Promise<Job> {
  if (job.phase === "QUEUED") return changePhase(tx, job, "EXECUTING", at, changes);
  const next = { ...job, ...changes };
  await tx.saveJob(next);
  return next;
}

function newAttempt(job: Job, agent: string, instance: number, at: number): Attempt {
  return {
    id: makeToken(),
    job: job.id,
    fence: job.fence + 1,
    instance,
    item: null,
    itemsTaken: 0,
    dismissed: false,
    agent,
    phase: "claimed",
    claimedAt: at,
    startedAt: null,
    endedAt: null,
    pid: null,
    outcome: null,
    usage: null,
    output: "agent",
    stdoutBytes: 0,
    stderrBytes: 0,
  };
}
