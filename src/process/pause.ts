import { type Tree, belongings } from "./belongings.ts";
import { type Identity, signal } from "./identity.ts";
import { look } from "./look.ts";

/**
 * Stops (SIGSTOP) all processes of something that was started but its shim, in as many looks as it takes until nothing is
 * found that was not stopped: what still ran may have started more. The shim goes on keeping what they wrote.
 *
 * @param isWanted asked before each look: false ends it
 */
export async function pause(tree: Tree, isWanted: () => boolean): Promise<void> {
  const stopped = new Set<string>();
  while (isWanted()) {
    const seen = await look();
    const fresh = belongings(tree, seen).filter((identity) => !stopped.has(keyOf(identity)));
    if (fresh.length === 0 || !isWanted()) return;
    for (const identity of fresh) {
      stopped.add(keyOf(identity));
      signal(identity, "SIGSTOP");
    }
  }
}

/** Has all processes go on (SIGCONT) that `pause` has stopped. */
export async function wake(tree: Tree): Promise<void> {
  for (const identity of belongings(tree, await look())) signal(identity, "SIGCONT");
}

function keyOf({ pid, startTicks }: Identity): string {
  return `${pid} ${startTicks}`;
}
