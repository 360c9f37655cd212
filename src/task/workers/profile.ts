import type { NodeSet } from "../../nodeset/mod.ts";
import type { Become } from "./become.ts";

/** How some nodes are reached, where it differs from the others. */
export interface Profile {
  readonly user?: string;
  readonly port?: number;
  /** The path of a private key. */
  readonly key?: string;
  /** Further options of ssh, each as one argument: `-oCompression=yes`. */
  readonly options?: readonly string[];
  /** As whom its commands run there. Copies are made as who logs in. */
  readonly become?: Become;
}

/** A profile, and whose it is. */
export interface NodeProfile extends Profile {
  readonly nodes: NodeSet;
}

/** What is said of a node: of several that have it, the first that says something counts. */
export function profileOf(profiles: readonly NodeProfile[], node: string): Profile {
  const own = profiles.filter(({ nodes }) => nodes.has(node));
  return Object.assign({}, ...own.toReversed());
}
