import type { NotifyRules } from "../src/job/mod.ts";
import { Notifier, webhookPace } from "../src/notify/mod.ts";
import type { Store } from "../src/store/mod.ts";
import { mailTo, quickPace } from "./quick-mail.ts";

const rules: NotifyRules = {
  failure: true,
  recovery: true,
  success: false,
  to: null,
  webhook: [],
  attachLimitBytes: 0,
};

/** Tells a mail server of each failure in a store, whatever its type, many times in a second. */
export function startTelling(store: Store, smtp: string): Promise<Notifier> {
  return Notifier.start({
    store,
    service: {
      job: async (id) => (await store.job(id)) ?? Promise.reject(new Error("there is no such job")),
      items: (id, query) => store.items(id, query),
      output: async (_id, { offset }) => ({ bytes: new Uint8Array(), offset, sizeBytes: 0, complete: true }),
    },
    findSubject: ({ type }) => ({ kind: "job type", id: type, title: type, rules }),
    mail: () => mailTo(smtp),
    secretsOf: () => [],
    url: () => "https://jobs.example.org",
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    host: "spock",
    paces: { mail: { ...quickPace, gatherMs: 1, windowsMs: [20] }, webhook: webhookPace },
  });
}
