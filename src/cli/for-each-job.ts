import { messageOf } from "../core/mod.ts";
import type { Context } from "./context.ts";
import { exitCodeOf } from "./exit-codes.ts";
import { resolveJobId } from "./job-id.ts";

/** Does something with each job of a list, whether or not it works for the others; the first failure decides the exit code. */
export async function forEachJob(
  context: Context,
  ids: readonly string[],
  work: (id: string) => Promise<void>,
): Promise<void> {
  for (const text of ids) {
    try {
      await work(await resolveJobId(context.client, text));
    } catch (error) {
      context.output.note(messageOf(error));
      process.exitCode ??= exitCodeOf(error);
    }
  }
}
