import { RunyardError } from "../core/mod.ts";
import type { JobType } from "../job/mod.ts";
import type { ReceivedFile } from "../run/mod.ts";
import type { UwsContext } from "./context.ts";
import { fetchUpload } from "./fetch-upload.ts";
import { isFileOf } from "./file-names.ts";
import { IncomingFiles } from "./incoming-files.ts";
import type { JobParameters } from "./job-parameters.ts";

/** More would keep one request busy for too long. */
const MOST_FETCHES = 100;

/**
 * Fetches the files that were given by address, one after the other. What came is thrown away where one fails.
 *
 * @param owner who will keep them; who asks, where it is left out
 * @returns the parameters with all files, those sent and those fetched
 * @throws {RunyardError} `bad-parameter`, `too-large`
 */
export async function fetchUploads(
  context: UwsContext,
  type: JobType,
  given: JobParameters,
  { client, owner }: { readonly client: AbortSignal; readonly owner?: string | null },
): Promise<Omit<JobParameters, "fetches">> {
  const { parameters, files, fetches } = given;
  checkFetches(type, fetches);
  const { hosts, timeoutMs } = context.uploads;
  const signal = AbortSignal.any([client, AbortSignal.timeout(timeoutMs)]);
  const receivedBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const incoming = new IncomingFiles(context.service, { owner, receivedBytes });
  let leftBytes = context.uploadLimitBytes - receivedBytes;
  const fetched: ReceivedFile[] = [];
  try {
    for (const { parameter, address } of fetches) {
      const file = await fetchUpload(address, { hosts, signal, limitBytes: leftBytes });
      fetched.push(await incoming.receive(parameter, file.name, file.mediaType, file.content));
      leftBytes -= fetched.at(-1)?.sizeBytes ?? 0;
    }
  } catch (error) {
    await context.service.dropFiles(fetched);
    throw error;
  }
  return { parameters, files: [...files, ...fetched] };
}

/** Nothing is fetched for what will be refused. */
function checkFetches(type: JobType, fetches: JobParameters["fetches"]): void {
  if (fetches.length > MOST_FETCHES)
    throw new RunyardError(
      "bad-parameter",
      `Cannot fetch ${fetches.length} files: at most ${MOST_FETCHES} at once`,
    );
  const isFile = isFileOf(type);
  const wrong = fetches.find(({ parameter }) => !isFile(parameter));
  if (wrong === undefined) return;
  throw new RunyardError(
    "bad-parameter",
    `Cannot set parameter "${wrong.parameter}": type "${type.name}" has no such parameter that takes a file`,
  );
}
