import type { Outcome } from "../job/mod.ts";
import type { AttemptOrder } from "./agent-protocol.ts";

/** Why an attempt is being ended: what the supervisor asked for, or a limit that the agent saw passed. The first reason wins. */
export type EndReason =
  | { readonly kind: "aborted" }
  | { readonly kind: "duration" }
  | { readonly kind: "output"; readonly writtenBytes: number };

/** An end that we brought about is named after its reason, whatever status the command left with. */
export function namedAfter(reason: EndReason, outcome: Outcome, order: AttemptOrder): Outcome {
  if (outcome.kind === "not-started") return outcome;
  if (reason.kind === "aborted") return { kind: "aborted" };
  if (reason.kind === "duration") return { kind: "duration", limitMs: order.durationMs };
  return { kind: "output-limit", limitBytes: order.outputLimitBytes, writtenBytes: reason.writtenBytes };
}
