import type { GroupResolver } from "./group-resolver.ts";
import type { LoadGroupsOptions } from "./make-resolver.ts";

/**
 * Reads the configuration of groups where ClusterShell has it, and makes its sources. Nothing is asked yet. Where there
 * is no configuration, the resolver has no sources.
 *
 * @throws {GroupError} `bad-group-configuration`, with file and line
 */
export async function loadGroups(options: LoadGroupsOptions): Promise<GroupResolver> {
  // Most uses of node sets know no groups, and need not wait for all of this.
  const { makeResolver } = await import("./make-resolver.ts");
  return await makeResolver(options);
}
