import { formatInstant, messageOf } from "../core/mod.ts";
import type { Delivery } from "./delivery.ts";
import type { Notice } from "./outbox.ts";

const TIMEOUT_MS = 10_000;
const MOST_REDIRECTS = 3;

/** What a webhook needs to know beside its notice. */
export interface WebhookContext {
  readonly host: string;
  readonly url: () => string;
}

/** Posts a notice as JSON. It fails in words, never by throwing; the address, which may be a secret, is in none of them. */
export async function sendWebhook(
  notice: Notice,
  context: WebhookContext,
  signal: AbortSignal,
): Promise<Delivery> {
  const until = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  try {
    return await post(new URL(notice.target), JSON.stringify(webhookBody(notice, context)), until);
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return { kind: "failed", reason: messageOf(cause) };
  }
}

function webhookBody({ kind, count, firstAt, at, facts }: Notice, { host, url }: WebhookContext): object {
  const instant = (ms: number | null): string | null => (ms === null ? null : formatInstant(ms));
  return {
    event: kind,
    count,
    firstAt: instant(firstAt),
    at: instant(at),
    host,
    kind: facts.what,
    id: facts.id,
    title: facts.title,
    type: facts.type,
    job: facts.job === "" ? null : facts.job,
    phase: facts.phase,
    url: facts.job === "" ? null : `${url()}/job/${facts.job}`,
    command: facts.command,
    message: kind === "failure" ? facts.message : null,
    startedAt: instant(facts.startedAt),
    endedAt: instant(facts.endedAt),
    failuresInARow: kind === "success" ? 0 : facts.series.failures,
    failingSince: kind === "success" ? null : instant(facts.series.since),
  };
}

async function post(url: URL, body: string, signal: AbortSignal, redirects: number = 0): Promise<Delivery> {
  const headers = { "content-type": "application/json", "user-agent": "runyard" };
  const answer = await fetch(url, { method: "POST", body, headers, redirect: "manual", signal });
  await answer.body?.cancel();
  if (answer.ok) return { kind: "told" };
  const next = answer.headers.get("location");
  if (next !== null && (answer.status === 307 || answer.status === 308) && redirects < MOST_REDIRECTS) {
    const to = URL.canParse(next, url.href) ? new URL(next, url) : undefined;
    if (to?.origin === url.origin) return post(to, body, signal, redirects + 1);
    return { kind: "refused", reason: "it redirects to another host" };
  }
  return {
    kind: isForGood(answer.status) ? "refused" : "failed",
    reason: `it answers with status ${answer.status}`,
  };
}

/** 408, 425 and 429 pass, and what is refused for want of a login may be put right. */
function isForGood(status: number): boolean {
  return status >= 300 && status < 500 && ![401, 403, 408, 425, 429].includes(status);
}
