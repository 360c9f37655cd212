import { RunyardError, isToken } from "../core/mod.ts";
import type { JobView } from "../server/api.ts";
import type { Client } from "./client.ts";
import { isUwsAddress } from "./uws/uws-address.ts";
import { visibleText } from "./visible-text.ts";

const SHORTEST = 4;
const NEWEST = 1000;
const LISTED = 5;

/** The id that is meant by an id or the beginning of one: four characters at least, of the newest thousand jobs. */
export async function resolveJobId(client: Client, text: string): Promise<string> {
  if (isToken(text)) return text;
  if (isUwsAddress(text)) {
    throw new RunyardError(
      "bad-request",
      `Cannot do this with the job "${visibleText(text)}": UWS knows neither output, items nor retries; for a job of a Runyard server give its id, and --server`,
    );
  }
  if (!/^[0-9a-z]{1,25}$/.test(text)) {
    throw new RunyardError(
      "not-found",
      `Cannot find the job "${visibleText(text)}": an id is 26 digits and small letters`,
    );
  }
  if (text.length < SHORTEST) {
    throw new RunyardError(
      "bad-request",
      `Cannot find the job "${text}": give at least ${SHORTEST} characters of its id`,
    );
  }
  return chooseJob(text, await client.jobs(new URLSearchParams(), NEWEST));
}

/** The one job whose id begins with a text. @throws {RunyardError} `not-found` for none, `bad-request` for several */
export function chooseJob(
  beginning: string,
  jobs: readonly Pick<JobView, "id" | "type" | "phase">[],
): string {
  const [first, ...others] = jobs.filter(({ id }) => id.startsWith(beginning));
  if (first === undefined) {
    throw new RunyardError(
      "not-found",
      `Cannot find the job "${beginning}": no id of the newest ${NEWEST} jobs begins with it`,
    );
  }
  if (others.length === 0) return first.id;
  const all = [first, ...others];
  const listed = all.slice(0, LISTED).map(({ id, type, phase }) => `${id} (${type}, ${phase})`);
  const rest = all.length > LISTED ? ` and ${all.length - LISTED} more` : "";
  throw new RunyardError(
    "bad-request",
    `Cannot tell which job "${beginning}" is: ${listed.join(", ")}${rest} begin with it`,
  );
}
