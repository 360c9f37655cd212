import { setTimeout as sleep } from "node:timers/promises";
import { type Identity, bootId, isDead, readStat, runningPids } from "./identity.ts";
import { readMarker } from "./marker.ts";

/** What one look at /proc has seen: all living processes but our own. */
export interface Look {
  /** The processes that bear a marker. */
  marked(marker: string): readonly Identity[];
  /**
   * The processes below this very one; none where it is gone. A shim adopts what its command detaches, so below a living
   * shim this is everything that the command started, whatever its session, group and environment.
   */
  below(root: Identity): readonly Identity[];
  /** The processes of a group. */
  inGroup(group: number): readonly Identity[];
}

let next: Promise<Look> | null = null;
let lastCostMs = 1;

/**
 * Looks at all processes, not before it is asked for. Those who ask at about the same time share one look, and looks take
 * a third of this process's time at most: so the end of hundreds of attempts at once leaves it answering.
 */
export function look(): Promise<Look> {
  next ??= sleep(2 * lastCostMs).then(() => {
    next = null;
    return lookNow();
  });
  return next;
}

/** Looks at all processes at once: about 40 µs for each. */
export function lookNow(): Look {
  const started = performance.now();
  const processes = runningPids().flatMap(see);
  lastCostMs = performance.now() - started;
  const byMarker = Map.groupBy(processes.flatMap(withEachMarker), ([marker]) => marker);
  const byGroup = Map.groupBy(processes, (seen) => seen.group);
  const byParent = Map.groupBy(processes, (seen) => seen.parent);
  const identities = (found: readonly Seen[] | undefined): readonly Identity[] =>
    (found ?? []).map((seen) => seen.identity);
  return {
    marked: (marker) => identities(byMarker.get(marker)?.map(([, seen]) => seen)),
    inGroup: (group) => identities(byGroup.get(group)),
    below(root) {
      const found = processes.filter(({ identity }) => isSame(identity, root));
      // The list grows while it is walked.
      for (const parent of found) found.push(...(byParent.get(parent.identity.pid) ?? []));
      return identities(found.slice(1));
    },
  };
}

interface Seen {
  readonly identity: Identity;
  readonly parent: number;
  readonly group: number;
  readonly marker: string | null;
}

/**
 * The identity comes first: if the pid goes to another process before its marker is read, the identity is that of a process
 * that is gone, and nobody is signalled.
 */
function see(pid: number): readonly Seen[] {
  const stat = readStat(pid);
  if (stat === null || isDead(stat)) return [];
  const identity = { pid, startTicks: stat.startTicks, bootId: bootId() };
  return [{ identity, parent: stat.parent, group: stat.group, marker: readMarker(pid) }];
}

function isSame(one: Identity, other: Identity): boolean {
  return one.pid === other.pid && one.startTicks === other.startTicks && one.bootId === other.bootId;
}

/** A process below `a/b` is marked by that, and by `a`: what is part of an attempt may have a marker of its own. */
function withEachMarker(seen: Seen): readonly (readonly [marker: string, seen: Seen])[] {
  const steps = seen.marker?.split("/") ?? [];
  return steps.map((_, index) => [steps.slice(0, index + 1).join("/"), seen] as const);
}
