import type { Identity } from "./identity.ts";
import type { Look } from "./look.ts";

/** What is known of something that was started: an attempt with its shim, or a child of our own. */
export interface Tree {
  /** The value of `RUNYARD_ATTEMPT` in the environment of its processes; null where they bear none. */
  readonly marker: string | null;
  /** The shim, which ends by itself when the command and all that writes to its pipes have ended; null where there is none. */
  readonly shim: Identity | null;
  /** The command, which leads its process group; null where it is not known. */
  readonly command: Identity | null;
}

/** All processes of it that a look has seen, its shim left out. */
export function belongings({ marker, shim, command }: Tree, seen: Look): readonly Identity[] {
  const root = shim ?? command;
  const below = root === null ? [] : seen.below(root);
  return marker === null ? below : [...below, ...seen.marked(marker)];
}
