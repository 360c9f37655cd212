import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { RunyardError, systemCode } from "../core/mod.ts";
import { type AttemptState, claimVoid, isAlive, readAttempt } from "../process/mod.ts";
import type { AgentFolder } from "./data-folder.ts";

/**
 * The processes of attempts that still run where no supervisor is. What was ordered and has not started never will.
 *
 * @throws {RunyardError} `not-allowed` where another user's folder can't be looked into
 */
export async function runningCommands({ attempts }: AgentFolder): Promise<readonly number[]> {
  const running: number[] = [];
  for (const id of await readdir(attempts).catch((error: unknown) => noneOr(error, attempts))) {
    const attempt = seize(join(attempts, id));
    if (attempt.state === "running" && isAlive(attempt.identity))
      running.push((attempt.command ?? attempt.identity).pid);
  }
  return running;
}

function noneOr(error: unknown, attempts: string): readonly string[] {
  if (systemCode(error) !== "EACCES") return [];
  throw new RunyardError("not-allowed", `Cannot look into "${attempts}": this user may not`, {
    cause: error,
  });
}

/** An order that a server gave as it was killed is not to start beside what comes now. */
function seize(attempt: string): AttemptState {
  const known = readAttempt(attempt);
  return known.state === "none" && !claimVoid(attempt) ? readAttempt(attempt) : known;
}
