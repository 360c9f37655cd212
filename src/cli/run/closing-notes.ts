import type { NodeResult } from "./node-result.ts";
import type { RunSummary } from "./observer.ts";
import { type Presentation, tellsCodes } from "./presentation.ts";

/**
 * Says of which nodes there is more to say than what they have written.
 *
 * @param isLive whether exit codes were told when they came
 */
export function sayClosingNotes(summary: RunSummary, presentation: Presentation, isLive: boolean): void {
  const { voice, options } = presentation;
  const nodes = [...summary.results];
  const of = (kind: NodeResult["kind"]): readonly string[] =>
    nodes.flatMap(([node, result]) => (result.kind === kind ? [node] : []));
  if (!isLive && tellsCodes(presentation)) sayEnds(nodes, presentation);
  if (isLive || tellsCodes(presentation)) {
    // The peer counts those that failed, and not those that were too slow.
    const counted = options.isCompat ? [false] : [];
    voice.sayOf(of("timeout"), "command timeout", ...counted);
  }
  if (options.isCompat) return;
  voice.sayOf(of("interrupted"), "interrupted before the end");
  voice.sayOf(of("not-run"), "not started");
  const done = of("ok");
  if (summary.isInterrupted)
    voice.say(
      `interrupted: ${done.length === 0 ? "no node has" : `${voice.label(done)} ${done.length === 1 ? "has" : "have"}`} done it`,
    );
  else if (summary.stopReason !== null) voice.say(`nothing more was started: ${summary.stopReason}`);
}

/** How a try has ended, where it has not just done it. */
export function endText({ kind, code, reason }: NodeResult): string | null {
  if (reason !== null) return reason;
  return kind === "failed" || kind === "unreachable" ? `exited with exit code ${code}` : null;
}

function sayEnds(nodes: readonly (readonly [string, NodeResult])[], { voice }: Presentation): void {
  const groups = Map.groupBy(nodes, ([, result]) => endText(result));
  const codes = [...groups].toSorted(([, [a]], [, [b]]) => (a?.[1].code ?? 0) - (b?.[1].code ?? 0));
  for (const [text, members] of codes) {
    if (text !== null)
      voice.sayOf(
        members.map(([node]) => node),
        text,
      );
  }
}
