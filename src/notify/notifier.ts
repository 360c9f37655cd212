import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { MailSettings } from "../config/mod.ts";
import { type Clock, type Log, RunyardError, messageOf, systemClock } from "../core/mod.ts";
import type { Job } from "../job/mod.ts";
import type { JobService } from "../run/mod.ts";
import type { Store } from "../store/mod.ts";
import type { Delivery } from "./delivery.ts";
import { EndsOfJobs, type JobEnd } from "./ends-of-jobs.ts";
import { makeMail } from "./make-mail.ts";
import type { Notice } from "./outbox.ts";
import { type Pace, mailPace, webhookPace } from "./pace.ts";
import { cursorName, recordEnd } from "./record-end.ts";
import { sendMail } from "./send-mail.ts";
import { sendWebhook } from "./send-webhook.ts";
import { Sender } from "./sender.ts";
import type { FindSubject } from "./subject.ts";
import { isWebhook } from "./target.ts";

/** What a notifier is started with. Functions are asked anew each time: a reload replaces what they give. */
export interface NotifierOptions {
  readonly store: Store;
  /** Where jobs and their output are read. */
  readonly service: Pick<JobService, "job" | "items" | "output">;
  readonly findSubject: FindSubject;
  /** Null: nobody gets mail. */
  readonly mail: () => MailSettings | null;
  /** What of a job nobody may be shown. */
  readonly secretsOf: (job: Job) => readonly string[];
  /** Where people reach the server, without a slash at its end. */
  readonly url: () => string;
  readonly log: Log;
  readonly clock?: Clock;
  /** The machine's own name unless told. */
  readonly host?: string;
  /** The stated paces unless told. */
  readonly paces?: { readonly mail: Pace; readonly webhook: Pace };
}

/** A store that can't be written is tried again so often. */
const RETRY_MS = 5000;
/** How far the events were read is written down so often where there is nothing to tell. */
const SAVE_MS = 30_000;

/**
 * Tells people of failures. It lives on the store's events and its outbox alone, so that no job waits for it: a notice is
 * written with the cursor, and removed when it was told. Where this process dies in between, it is told a second time.
 */
export class Notifier implements AsyncDisposable {
  readonly #options: NotifierOptions;
  readonly #host: string;
  readonly #ends: EndsOfJobs;
  readonly #sender: Sender;
  readonly #end = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #recording: Promise<void> = Promise.resolve();
  #saved: number;

  private constructor(options: NotifierOptions, cursor: number) {
    this.#options = options;
    this.#host = options.host ?? hostname();
    this.#saved = cursor;
    this.#ends = new EndsOfJobs(options.store, cursor);
    const { store, log, clock = systemClock, paces } = options;
    const [mail, webhook] = [paces?.mail ?? mailPace, paces?.webhook ?? webhookPace];
    this.#sender = new Sender({
      store,
      log,
      clock,
      paceOf: (target) => (isWebhook(target) ? webhook : mail),
      deliver: (notices, signal) => this.#deliver(notices, signal),
    });
    this.#timer = setInterval(() => void this.#savePosition(), SAVE_MS).unref();
  }

  /** Begins where the last one on this store ended; the first one with what ends from now on. */
  static async start(options: NotifierOptions): Promise<Notifier> {
    const cursor = await Notifier.prepare(options.store);
    const notifier = new Notifier(options, cursor);
    notifier.#recording = notifier.#recordAll();
    notifier.#sender.wake();
    return notifier;
  }

  /** What ends after this is told of, also where it does so before the first one is started. @returns up to which event all was */
  static async prepare(store: Store): Promise<number> {
    const known = (await store.notifyState(cursorName)) as number | undefined;
    const cursor = known ?? (await store.lastEvent());
    if (known === undefined) await store.transact((tx) => tx.setNotifyState(cursorName, cursor));
    return cursor;
  }

  /** Something new is in the outbox. */
  wake(): void {
    this.#sender.wake();
  }

  /** Ends before the store is closed. What was not told yet waits for the next one. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#end.abort();
    await this.#recording;
    this.#ends[Symbol.dispose]();
    await this.#sender.close();
    await this.#savePosition();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #recordAll(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      try {
        for await (const end of this.#ends.read(signal)) await this.#record(end, signal);
      } catch (error) {
        this.#options.log.warn(`cannot read what has ended, for those to be told: ${messageOf(error)}`);
        await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Tried until the store takes it; what can't be told for another reason is logged and left. */
  async #record(end: JobEnd, signal: AbortSignal): Promise<void> {
    const { log } = this.#options;
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      try {
        if (await recordEnd(end, this.#options)) this.#sender.wake();
        return;
      } catch (error) {
        if (isFirst)
          log.warn(`cannot note the end of job "${end.job}" for those to be told: ${messageOf(error)}`);
        if (!isStoreFailure(error)) return;
        await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async #deliver(notices: readonly [Notice, ...Notice[]], signal: AbortSignal): Promise<Delivery> {
    const { service, secretsOf, url, mail } = this.#options;
    const context = { host: this.#host, url, service, secretsOf };
    try {
      if (isWebhook(notices[0].target)) return await sendWebhook(notices[0], context, signal);
      const settings = mail();
      if (settings === null)
        return { kind: "failed", reason: "the configuration does not say how mail is sent" };
      return await sendMail(settings, await makeMail(notices, settings, context), signal);
    } catch (error) {
      return { kind: "failed", reason: messageOf(error) };
    }
  }

  /** Saves the next start from reading far back. Losing it loses nothing. */
  async #savePosition(): Promise<void> {
    const { position } = this.#ends;
    if (position === this.#saved) return;
    try {
      await this.#options.store.transact(async (tx) => {
        const known = (await tx.notifyState(cursorName)) as number;
        if (known < position) await tx.setNotifyState(cursorName, position);
      });
      this.#saved = position;
    } catch {
      // It is written the next time, or read again.
    }
  }
}

function isStoreFailure(error: unknown): boolean {
  return error instanceof RunyardError && error.code.startsWith("store-");
}
