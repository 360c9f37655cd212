import type { Clock } from "../../core/mod.ts";
import type { RunScript } from "./run-script.ts";

/**
 * Where groups come from. It answers with text, which may speak of other groups again: node sets between blanks, line
 * ends or commas.
 */
export interface GroupSource {
  readonly name: string;
  /** The nodes of a group; empty where it has none, and where there is no such group. */
  map(group: string, signal: AbortSignal): Promise<string>;
  /** The names of all groups, or of many at once with ranges; null where the source can't list them. */
  list(signal: AbortSignal): Promise<readonly string[] | null>;
  /** All nodes; null where they must be gathered from all groups. */
  all(signal: AbortSignal): Promise<string | null>;
  /** Finds the groups of a node; null where that must be found from all groups. */
  readonly reverse: ((node: string, signal: AbortSignal) => Promise<readonly string[]>) | null;
  /** Forgets what it knows, so that the next question is asked anew. */
  clear(): void;
}

/** What sources are made with. */
export interface SourceContext {
  readonly run: RunScript;
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly onWarning: (text: string) => void;
}
