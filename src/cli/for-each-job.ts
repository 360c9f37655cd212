import type { Context } from "./context.ts";
import { errorText } from "./error-text.ts";
import { exitCodeOf } from "./exit-codes.ts";
import { resolveJobId } from "./job-id.ts";
import { isUwsAddress } from "./uws/uws-address.ts";

/**
 * Does something with each job of a list, whether or not it works for the others; the first failure decides the exit code.
 *
 * @param workElsewhere what is done with a job of another UWS service, which is given by its address
 */
export async function forEachJob(
  context: Context,
  ids: readonly string[],
  work: (id: string) => Promise<void>,
  workElsewhere?: (address: string) => Promise<void>,
): Promise<void> {
  for (const text of ids) {
    try {
      if (workElsewhere !== undefined && isUwsAddress(text)) await workElsewhere(text);
      else await work(await resolveJobId(context.client, text));
    } catch (error) {
      context.output.note(errorText(error));
      process.exitCode ??= exitCodeOf(error);
    }
  }
}
