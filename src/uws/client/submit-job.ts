import { type Connection, below } from "./connection.ts";
import { UwsServiceError } from "./service-error.ts";
import { UwsJob } from "./uws-job.ts";

/** The parameters of a job by name; several values are sent as often. */
export type UwsParameters = Readonly<Record<string, UwsValue | readonly UwsValue[]>>;

/** One value of a parameter. */
export type UwsValue = string | number | boolean;

/** A file that goes with a new job. `openAsBlob()` of node:fs/promises makes a content that is read while it is sent. */
export interface UwsFile {
  /** The parameter that it is the value of. */
  readonly parameter: string;
  readonly content: Blob | Uint8Array<ArrayBuffer> | string;
  /** The parameter's name unless told. */
  readonly fileName?: string;
  /** `parameter`, a part of that name; `upload`, a table named by `UPLOAD=name,param:part` (DALI 1.1 §3.4.5). */
  readonly as?: "parameter" | "upload";
}

/** How a job is created. */
export interface UwsSubmitOptions {
  readonly files?: readonly UwsFile[];
  /** A name of the client's own for it, 64 characters at most. */
  readonly runId?: string;
  /** Seconds that it may take; 0: unlimited. The service may set another limit. */
  readonly executionDuration?: number;
  /** When it is to be forgotten. The service may set another time. */
  readonly destruction?: Date;
  /** Whether it is run at once: true unless told. */
  readonly run?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Creates a job. Limits and RUN are requests of their own: not every service listens to them at the creation.
 *
 * @throws {UwsServiceError} and then there is no such job, as far as it could be deleted
 */
export async function submitJob(
  connection: Connection,
  list: URL,
  parameters: UwsParameters,
  options: UwsSubmitOptions,
): Promise<UwsJob> {
  const job = await createJob(connection, list, parameters, options);
  const { signal } = options;
  const during = signal === undefined ? {} : { signal };
  try {
    if (options.executionDuration !== undefined)
      await job.setExecutionDuration(options.executionDuration, during);
    if (options.destruction !== undefined) await job.setDestruction(options.destruction, during);
    if (options.run !== false) await job.run(during);
  } catch (error) {
    await job.delete().catch(() => {});
    throw error;
  }
  return job;
}

async function createJob(
  connection: Connection,
  list: URL,
  parameters: UwsParameters,
  { files = [], runId, signal }: UwsSubmitOptions,
): Promise<UwsJob> {
  const fields = fieldsOf(parameters, files, runId);
  const action = "create a job";
  const answer = await connection.send({
    action,
    url: list,
    method: "POST",
    body: files.length === 0 ? new URLSearchParams(fields) : makeForm(fields, files),
    signal,
    // How long files take is not ours to say.
    ...(files.length === 0 ? {} : { timeoutMs: 0 }),
  });
  await answer.discard();
  return new UwsJob(connection, jobAddress());

  function jobAddress(): URL {
    const { response, location } = answer;
    const refuse = (reason: string): UwsServiceError =>
      new UwsServiceError("no-server", `Cannot ${action} at "${list.href}": ${reason}`);
    if (location === null) throw refuse(`the service answers ${response.status}, and names no job`);
    if (response.status === 307 || response.status === 308 || isSamePath(location, list))
      throw refuse(`the service has moved to "${location.href}"; give that address`);
    if (connection.keepsCredentialsFrom(location))
      throw refuse(`the job is at "${location.href}", and credentials are for "${list.origin}" alone`);
    return below(location);
  }
}

function fieldsOf(
  parameters: UwsParameters,
  files: readonly UwsFile[],
  runId: string | undefined,
): [string, string][] {
  const given = Object.entries(parameters).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, String(value)]),
  );
  const uploads = files
    .filter((file) => file.as === "upload")
    .map(({ parameter }): [string, string] => ["UPLOAD", `${parameter},param:${parameter}`]);
  return [...given, ...uploads, ...(runId === undefined ? [] : ([["RUNID", runId]] as [string, string][]))];
}

function makeForm(fields: readonly (readonly [string, string])[], files: readonly UwsFile[]): FormData {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  for (const { parameter, content, fileName } of files) {
    form.append(parameter, content instanceof Blob ? content : new Blob([content]), fileName ?? parameter);
  }
  return form;
}

/** Whether a redirect leads to the same place by another name: then nothing was done yet. */
function isSamePath(location: URL, asked: URL): boolean {
  return location.pathname.replace(/\/+$/, "") === asked.pathname.replace(/\/+$/, "");
}
