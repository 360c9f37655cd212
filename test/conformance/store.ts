import { describe } from "node:test";
import { attemptTests } from "./store/attempts.ts";
import { backupTests } from "./store/backup.ts";
import { eventTests } from "./store/events.ts";
import { itemTests } from "./store/items.ts";
import { jobTests } from "./store/jobs.ts";
import { keyedRequestTests } from "./store/keyed-requests.ts";
import { killTests } from "./store/kill.ts";
import type { StoreKind } from "./store/kind.ts";
import { listTests } from "./store/lists.ts";
import { noticeTests } from "./store/notices.ts";
import { roomTests } from "./store/room.ts";
import { scheduleTests } from "./store/schedules.ts";
import { transactionTests } from "./store/transactions.ts";
import { versionTests } from "./store/versions.ts";

export type { OpenedStore, SmallStore, StoreKind, StoreLocation } from "./store/kind.ts";

/** The tests that every implementation of the store contract passes. */
export function storeSuite(name: string, kind: StoreKind): void {
  describe(name, () => {
    jobTests(kind);
    listTests(kind);
    itemTests(kind);
    attemptTests(kind);
    eventTests(kind);
    keyedRequestTests(kind);
    noticeTests(kind);
    scheduleTests(kind);
    transactionTests(kind);
    backupTests(kind);
    versionTests(kind);
    roomTests(kind);
    killTests(kind);
  });
}
