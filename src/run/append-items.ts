import { type Clock, RunyardError } from "../core/mod.ts";
import { type Job, MOST_ITEMS, type Phase, foldNames, isEnd } from "../job/mod.ts";
import type { Store } from "../store/mod.ts";
import { appendedItems } from "./appended-items.ts";
import { knownJob } from "./job-intake.ts";
import type { JobPlanner } from "./job-planner.ts";

/** What appending works with. */
export interface AppendParts {
  readonly store: Store;
  readonly planner: JobPlanner;
  readonly clock: Clock;
}

/** How many of the names that are there already a sentence tells. */
const NAMES_TOLD = 100;

/**
 * Appends the names of a node set to the agenda of a job that is on its way. The job's end is decided in a transaction
 * as well: what is appended before it keeps the job going, and what comes after it is refused.
 *
 * @throws {RunyardError} `not-allowed`, `bad-parameter`
 */
export async function appendItems(
  { store, planner, clock }: AppendParts,
  id: string,
  text: string,
): Promise<Job> {
  const items = await appendedItems(planner, checkPhase(await knownJob(store, id)), text);
  return store.transact(async (tx) => {
    checkRoom(checkPhase(await knownJob(tx, id)), items.length);
    const taken = await tx.takenNames(
      id,
      items.map(({ name }) => name),
    );
    if (taken.length > 0) throw refusal("bad-parameter", id, `it has ${told(taken)} already`);
    await tx.insertItems(id, items);
    await tx.append({ job: id, at: clock.now(), change: { kind: "changed", what: "items" } });
    return knownJob(tx, id);
  });
}

const beforeItems: readonly Phase[] = ["PENDING", "HELD"];

function checkPhase(job: Job): Job {
  if (isEnd(job.phase)) throw refusal("not-allowed", job.id, `it has ended and is ${job.phase}`);
  if (beforeItems.includes(job.phase))
    throw refusal("not-allowed", job.id, `it is ${job.phase}, and has none before it is run`);
  if (job.plan?.hasAgenda === true) return job;
  throw refusal("not-allowed", job.id, "it has no agenda");
}

function checkRoom({ id, items }: Job, more: number): void {
  const count = Object.values(items).reduce((sum, one) => sum + one, 0) + more;
  if (count <= MOST_ITEMS) return;
  const [all, most] = [count, MOST_ITEMS].map((number) => number.toLocaleString("en"));
  throw refusal("bad-parameter", id, `it would have ${all} items, and a job has at most ${most}`);
}

function told(names: readonly string[]): string {
  const { text, others } = foldNames(names.slice(0, NAMES_TOLD));
  const shown = [text, ...others].filter((part) => part !== "").join(",");
  return names.length > NAMES_TOLD ? `${shown} and ${names.length - NAMES_TOLD} more` : shown;
}

function refusal(code: "bad-parameter" | "not-allowed", id: string, reason: string): RunyardError {
  return new RunyardError(code, `Cannot append items to job "${id}": ${reason}`);
}
