import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type AttemptState, claimVoid, isAlive, readAttempt } from "../process/mod.ts";
import type { AgentFolder } from "./data-folder.ts";

/** The processes of attempts that still run where no supervisor is. What was ordered and has not started never will. */
export async function runningCommands({ attempts }: AgentFolder): Promise<readonly number[]> {
  const running: number[] = [];
  for (const id of await readdir(attempts).catch(() => [])) {
    const attempt = seize(join(attempts, id));
    if (attempt.state === "running" && isAlive(attempt.identity))
      running.push((attempt.command ?? attempt.identity).pid);
  }
  return running;
}

/** An order that a server gave as it was killed is not to start beside what comes now. */
function seize(attempt: string): AttemptState {
  const known = readAttempt(attempt);
  return known.state === "none" && !claimVoid(attempt) ? readAttempt(attempt) : known;
}
