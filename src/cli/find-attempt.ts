import { RunyardError } from "../core/mod.ts";
import type { AttemptView } from "../server/api.ts";
import { type Client, jobPath } from "./client.ts";

/** The id of the attempt that `runyard show` lists under a number. */
export async function findAttempt(client: Client, id: string, number: string): Promise<string> {
  const { attempts } = await client.json<{ readonly attempts: readonly AttemptView[] }>(
    `${jobPath(id)}/attempts`,
  );
  const found = attempts.find(({ fence }) => String(fence) === number);
  if (found !== undefined) return found.id;
  throw new RunyardError(
    "not-found",
    `Cannot find the attempt "${number}": job "${id}" has none of that number`,
  );
}
