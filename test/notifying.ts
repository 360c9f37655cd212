import type { MailSettings } from "../src/config/mod.ts";
import type { Clock, Log } from "../src/core/mod.ts";
import type { Job, JobError } from "../src/job/mod.ts";
import { Notifier, type Pace, subjectOfType, webhookPace } from "../src/notify/mod.ts";
import { dataFolder, secretReader } from "../src/run/mod.ts";
import { endedJob } from "./ended-job.ts";
import { quickPace } from "./quick-mail.ts";
import { type Serving, startServing } from "./serving.ts";

/** A server that tells people of failures. */
export interface Notifying extends AsyncDisposable {
  readonly serving: Serving;
  readonly notifier: Notifier;
  /** What it logged. */
  readonly logged: readonly string[];
  /** Ends telling, and begins anew on the same store, with other settings where there are some. */
  restart(mail?: MailSettings | null): Promise<void>;
  /** Writes a job that has ended into the store, as if it had run. */
  addEnd(type: string, error?: JobError | null, at?: number): Promise<Job>;
}

/** Starts a server with job types as they are written in runyard.yaml, and a notifier on it. */
export async function startNotifying(
  jobs: Readonly<Record<string, unknown>>,
  mail: MailSettings | null,
  paces: { readonly mail?: Pace; readonly webhook?: Pace; readonly clock?: Clock } = {},
): Promise<Notifying> {
  const serving = await startServing({ jobs });
  const { service } = serving;
  const logged: string[] = [];
  const add = (message: string): void => void logged.push(message);
  const log: Log = { info: add, warn: add, error: add };
  let settings = mail;
  const start = (): Promise<Notifier> =>
    Notifier.start({
      store: service.store,
      service,
      findSubject: subjectOfType(() => service.types),
      mail: () => settings,
      secretsOf: secretReader(dataFolder(`${serving.folder}/data`)),
      url: () => "https://jobs.example.org",
      log,
      host: "spock",
      ...(paces.clock === undefined ? {} : { clock: paces.clock }),
      paces: { mail: paces.mail ?? quickPace, webhook: paces.webhook ?? { ...webhookPace, retryMs: 50 } },
    });
  let notifier = await start();
  return {
    serving,
    get notifier() {
      return notifier;
    },
    logged,
    async restart(next = settings) {
      await notifier.close();
      settings = next;
      notifier = await start();
    },
    addEnd: (type, error = null, at = Date.now()) =>
      service.store.transact((tx) => tx.insertJob(endedJob(type, error, at), at)),
    async [Symbol.asyncDispose]() {
      await notifier.close();
      await serving.close();
    },
  };
}
