import type { Log } from "../core/mod.ts";
import { type GroupResolver, type NodeSet, loadGroups } from "../nodeset/mod.ts";
import { runScript } from "../process/mod.ts";

/** A source that takes longer is not waited for. */
const TIMEOUT_MS = 30_000;

/** The groups of this site, as the configuration of its user has them: read when they are first asked for. */
export function siteGroups(log: Log): (text: string) => Promise<NodeSet> {
  let groups: Promise<GroupResolver> | null = null;
  return async (text) => {
    groups ??= loadGroups({ run: runScript, onWarning: (warning) => log.warn(warning) });
    try {
      return await (await groups).parse(text, { timeoutMs: TIMEOUT_MS });
    } catch (error) {
      // What was wrong in its configuration may be mended by the next time.
      groups = null;
      throw error;
    }
  };
}
