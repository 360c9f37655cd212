import type { MailSettings } from "../config/mod.ts";
import type { Job } from "../job/mod.ts";
import type { JobService } from "../run/mod.ts";
import { type Excerpt, readExcerpt } from "./excerpt.ts";
import { digestBody, singleBody } from "./mail-body.ts";
import type { Mail } from "./mail-message.ts";
import { mailSubject } from "./mail-subject.ts";
import type { Notice } from "./outbox.ts";

/** What mails are made with. */
export interface MailContext {
  readonly host: string;
  /** Where people reach the server, without a slash at its end. */
  readonly url: () => string;
  readonly service: Pick<JobService, "job" | "items" | "output">;
  readonly secretsOf: (job: Job) => readonly string[];
}

/** The mail that tells somebody of all notices that wait for them. */
export async function makeMail(
  notices: readonly [Notice, ...Notice[]],
  settings: MailSettings,
  context: MailContext,
): Promise<Mail> {
  const [first] = notices;
  const newest = notices.reduce((one, other) => (other.at > one.at ? other : one));
  const body = { host: context.host, linkOf: (job: string) => `${context.url()}/job/${job}` };
  const isSingle = notices.length === 1;
  const excerpt = isSingle && first.kind !== "recovery" ? await excerptOf(first, context) : nothing;
  return {
    from: settings.from,
    to: first.target,
    subject: mailSubject(notices, context.host),
    text: isSingle
      ? singleBody(first, excerpt, body)
      : digestBody(notices, await excerptsOf(notices, context), body),
    attachments: excerpt.attachments,
    id: idOf(newest, isSingle),
    threads: [...new Set(notices.map(({ facts }) => facts.series.thread))],
    at: newest.at,
    host: context.host,
  };
}

/** Of so many successes a digest shows the end of the output; failures say by themselves what happened. */
const SUCCESSES_SHOWN = 20;

async function excerptsOf(
  notices: readonly Notice[],
  context: MailContext,
): Promise<ReadonlyMap<string, Excerpt>> {
  const shown = notices.filter(({ kind }) => kind === "success").slice(0, SUCCESSES_SHOWN);
  const entries = shown.map(async (notice) => {
    const facts = { ...notice.facts, attachLimitBytes: 0 };
    return [notice.subject, await excerptOf({ ...notice, facts }, context)] as const;
  });
  return new Map(await Promise.all(entries));
}

const nothing: Excerpt = { tails: [], attachments: [], problem: null };

async function excerptOf({ facts }: Notice, { service, secretsOf }: MailContext): Promise<Excerpt> {
  if (facts.job === "") return nothing;
  const job = await service.job(facts.job).catch(() => undefined);
  if (job === undefined) return { ...nothing, problem: "the job is no longer there" };
  return readExcerpt(job, { service, secrets: secretsOf(job), limitBytes: facts.attachLimitBytes });
}

/** The first mail of a series begins its thread. A mail that is sent a second time has its first id, and is known by it. */
function idOf({ kind, count, facts: { series, job } }: Notice, isSingle: boolean): string {
  const isFirst = kind === "failure" && series.failures === 1 && isSingle;
  return isFirst ? series.thread : `${series.thread}.${job}.${kind}${isSingle ? "" : `.${count}`}`;
}
