import type { Worker } from "../../task/mod.ts";
import type { NodeResult } from "./node-result.ts";
import type { RunObserver, RunSummary } from "./observer.ts";
import { Rollout, type RolloutPlan } from "./rollout.ts";
import type { RunSurroundings } from "./work.ts";
import type { Voice } from "./voice.ts";

/** How the user ends it before its time. */
export interface Stopping {
  readonly onStop: RunSurroundings["onStop"];
  readonly voice: Voice;
}

/** Does one thing after the other, each on the nodes where those before went well. Ctrl-C ends it: once asks, twice kills. */
export async function runInOrder(
  workers: readonly Worker[],
  plan: Omit<RolloutPlan, "worker">,
  observer: Required<RunObserver>,
  { onStop, voice }: Stopping,
): Promise<RunSummary> {
  const startedAt = performance.now();
  const results = new Map<string, NodeResult>();
  let last: RunSummary | null = null;
  let nodes = plan.nodes;
  for (const worker of workers) {
    const rollout = new Rollout({ ...plan, worker, nodes }, observer);
    const stopListening = onStop?.(
      () => askToEnd(rollout, voice),
      () => rollout.kill(),
    );
    try {
      last = await rollout.run();
    } finally {
      stopListening?.();
    }
    for (const [node, result] of last.results) results.set(node, result);
    nodes = nodes.filter((node) => results.get(node)?.kind === "ok");
    if (last.isInterrupted || last.stopReason !== null || nodes.length === 0) break;
  }
  const { isInterrupted = false, stopReason = null } = last ?? {};
  return { results, isInterrupted, stopReason, durationMs: performance.now() - startedAt };
}

function askToEnd(rollout: Rollout, voice: Voice): void {
  const running = [...rollout.progress.running];
  rollout.interrupt();
  if (running.length > 0) voice.sayOf(running, "asked to end; Ctrl-C again kills what runs");
}
