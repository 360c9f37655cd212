import { RunyardError } from "../core/mod.ts";
import type { Job } from "../job/mod.ts";
import type { StoreReader, StoreTransaction } from "../store/mod.ts";
import { hashOfFile } from "./hash-of-file.ts";
import type { CreateRequest } from "./job-service.ts";
import type { SecretBox } from "./secret-box.ts";

/** How long a key is remembered. */
export const KEY_LIFETIME_MS: number = 24 * 60 * 60 * 1000;

/** What tells whether a request came before. */
export interface RequestKey {
  readonly owner: string | null;
  readonly key: string;
  readonly fingerprint: string;
}

/** The key of a request that has one, with a fingerprint of all that it asks for, its files' bytes included. */
export async function keyOfRequest(
  request: CreateRequest,
  secrets: SecretBox,
): Promise<RequestKey | undefined> {
  const { idempotencyKey, files, parameters, owner, ...rest } = request;
  if (idempotencyKey === undefined) return undefined;
  const sent = await Promise.all(
    files.map(async ({ path, parameter, name, mediaType }) => [
      parameter,
      name,
      mediaType,
      await hashOfFile(path),
    ]),
  );
  const parts = [sorted(rest), sorted(parameters), sent];
  const fingerprint = secrets.fingerprint(JSON.stringify(parts));
  return { owner, key: idempotencyKey, fingerprint };
}

/**
 * The job that the same request made before; undefined where none did, or too long ago.
 *
 * @throws {RunyardError} `key-reused` where the key came with another request
 */
export async function jobOfKey(
  reader: Pick<StoreReader, "keyedRequest" | "job">,
  request: RequestKey | undefined,
  now: number,
): Promise<Job | undefined> {
  if (request === undefined) return undefined;
  const known = await reader.keyedRequest(request.owner, request.key);
  if (known === undefined || known.at < now - KEY_LIFETIME_MS) return undefined;
  if (known.fingerprint === request.fingerprint) return reader.job(known.job);
  throw new RunyardError(
    "key-reused",
    `Cannot create a job with the idempotency key "${request.key}": another request came with it before`,
  );
}

/** Remembers in the transaction that makes the job which request made it. */
export async function rememberKey(
  tx: StoreTransaction,
  request: RequestKey | undefined,
  { id, createdAt }: Job,
): Promise<void> {
  if (request !== undefined) await tx.insertKeyedRequest({ ...request, job: id, at: createdAt });
}

function sorted(values: object): readonly (readonly [string, unknown])[] {
  return Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
