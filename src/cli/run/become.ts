import { NodeSet } from "../../nodeset/mod.ts";
import type { NodeProfile } from "../../task/mod.ts";
import type { Reader } from "../nodeset/reader.ts";
import { UsageError } from "../nodeset/usage-error.ts";

/** As whom commands run on the nodes, as written. */
export interface BecomeRequest {
  /** Null: on all that have nobody told. */
  readonly nodes: string | null;
  readonly user: string;
}

/** Reads `USER` or `NODES=USER`. @throws {UsageError} where it is neither */
export function readBecome(text: string): BecomeRequest {
  const [, nodes = null, user = ""] = /^(?:(.+)=)?([^=\s-][^=\s]*)$/s.exec(text) ?? [];
  if (user !== "") return { nodes, user };
  throw new UsageError(`Option "--become" takes USER or NODES=USER, not "${text}"`);
}

/** What that is for a task which runs commands on these nodes. @throws {Error} for nodes that can't be read */
export async function becomeProfiles(
  requests: readonly BecomeRequest[],
  nodes: readonly string[],
  reader: Reader<NodeSet>,
): Promise<readonly NodeProfile[]> {
  const named: NodeProfile[] = [];
  for (const { nodes: text, user } of requests)
    if (text !== null) named.push({ nodes: await reader.read([text]), become: { user } });
  const general = requests.findLast((request) => request.nodes === null);
  if (general === undefined) return named;
  return [...named, { nodes: NodeSet.fromNames(nodes), become: { user: general.user } }];
}
