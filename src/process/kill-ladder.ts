import { setTimeout as sleep } from "node:timers/promises";
import { type Tree, belongings } from "./belongings.ts";
import { type Identity, isAlive, readStat, signal, signalGroup } from "./identity.ts";
import { type Look, look } from "./look.ts";

/** What is to be stopped: an attempt with its shim, or a child of our own. */
export interface StopTarget extends Tree {
  /** Whether the end is known: recorded by the shim, or seen by us. */
  isEnded(): boolean;
}

/** How a target is asked to end, and how long it may take. */
export interface StopOptions {
  /** SIGINT for what is in charge of its own end, SIGTERM for what is still starting. */
  readonly ask: "SIGINT" | "SIGTERM";
  readonly graceMs: number;
  /** Ends the grace at once. */
  readonly force?: AbortSignal;
}

/** How far the ladder had to be climbed. */
export interface StopReport {
  /**
   * - asked: it ended by itself after it was asked, or had ended before
   * - killed: its process group had to be killed
   * - swept: processes that had left its group had to be killed as well
   */
  readonly rung: "asked" | "killed" | "swept";
  /** What could not be ended within five seconds: processes of another user, or stuck in the kernel. */
  readonly left: readonly Identity[];
}

/** How long killed processes may take to vanish: they are in the kernel's hands by then. */
const VANISH_MS = 5000;
/** How long a shim may take to record the end after everything below it is gone. */
const RECORD_MS = 2000;

/**
 * Stops a target: asks its process group, waits, kills the group, then sweeps what escaped, found by the marker and below
 * the shim. Fulfilled when nothing is left of it, or when what is left can't be ended.
 */
export async function stop(target: StopTarget, options: StopOptions): Promise<StopReport> {
  const known = [...belongings(target, await look())];
  const asked = ask(target, options.ask, known);
  const isOver = async (): Promise<boolean> =>
    hasEnded(target) && !(asked && (await isGroupLeft(target.command)));
  const wasEnough = await until(isOver, options.graceMs, options.force);
  // Once more, for what was started since: when the shim is gone, what was below it can't be told from others.
  known.push(...belongings(target, await look()));
  const killed = !wasEnough && target.command !== null && signalGroup(target.command, "SIGKILL");
  const swept = await sweep((seen) => [...known.filter(isAlive), ...belongings(target, seen)]);
  if (swept.left.length === 0) await endShim(target.shim);
  const escaped = [...swept.groups].some((group) => group !== target.command?.pid);
  return { rung: escaped ? "swept" : killed || swept.groups.size > 0 ? "killed" : "asked", left: swept.left };
}

/**
 * Kills what an attempt left behind at its normal end, and waits for its shim, which keeps what that wrote: then nothing
 * changes the output any more. @returns what could not be ended
 */
export async function sweepLeft(marker: string, shim: Identity | null = null): Promise<readonly Identity[]> {
  const { left } = await sweep((seen) => seen.marked(marker));
  if (left.length === 0) await endShim(shim);
  return left;
}

/**
 * Asks the command's group, or where no command is known yet, everything that is known. What is stopped is woken, or it
 * would sleep through the signal. @returns whether the group was asked
 */
function ask(target: StopTarget, name: "SIGINT" | "SIGTERM", known: readonly Identity[]): boolean {
  if (target.isEnded()) return false;
  if (target.command === null) for (const identity of known) signal(identity, name);
  const asked = target.command !== null && signalGroup(target.command, name);
  if (target.command !== null) signalGroup(target.command, "SIGCONT");
  for (const identity of known) signal(identity, "SIGCONT");
  return asked;
}

/** Whether its end is known, or nobody lives any more who could tell it. */
function hasEnded(target: StopTarget): boolean {
  if (target.isEnded()) return true;
  return ![target.command, target.shim].some((identity) => identity !== null && isAlive(identity));
}

/** Whether a group that we have asked still has members, which may be ending in their own time. */
async function isGroupLeft(leader: Identity | null): Promise<boolean> {
  return leader !== null && (await look()).inGroup(leader.pid).length > 0;
}

interface Sweep {
  /** The process groups of what was killed. */
  readonly groups: ReadonlySet<number>;
  readonly left: readonly Identity[];
}

/**
 * Kills what `find` finds until it finds nothing. Twice, because what forks and ends during one look can hide from it.
 */
async function sweep(find: (seen: Look) => readonly Identity[]): Promise<Sweep> {
  const groups = new Set<number>();
  let left: readonly Identity[] = [];
  let emptyLooks = 0;
  const isSwept = async (): Promise<boolean> => {
    left = find(await look());
    for (const identity of left) {
      const group = readStat(identity.pid)?.group;
      if (signal(identity, "SIGKILL") && group !== undefined) groups.add(group);
    }
    emptyLooks = left.length === 0 ? emptyLooks + 1 : 0;
    return emptyLooks === 2;
  };
  await until(isSwept, VANISH_MS);
  return { groups, left };
}

/** The shim ends by itself when nothing is below it; one that was stopped is woken, and one that is stuck is killed. */
async function endShim(shim: Identity | null): Promise<void> {
  if (shim === null) return;
  const isGone = (): boolean => !isAlive(shim);
  signal(shim, "SIGCONT");
  if (await until(isGone, RECORD_MS)) return;
  signal(shim, "SIGKILL");
  await until(isGone, VANISH_MS);
}

/** Waits until something is the case, looking every few milliseconds at first and then less often. @returns whether it is */
async function until(
  isSo: () => boolean | Promise<boolean>,
  timeoutMs: number,
  force?: AbortSignal,
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  for (let pauseMs = 1; !(await isSo()); pauseMs = Math.min(pauseMs * 2, 50)) {
    const leftMs = deadline - performance.now();
    if (leftMs <= 0 || force?.aborted === true) return false;
    await sleep(Math.min(pauseMs, leftMs), undefined, force && { signal: force }).catch(() => undefined);
  }
  return true;
}
