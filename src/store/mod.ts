export type { BlockedWork, JobQuery, LiveAttempt, Store, StoreReader, StoreTransaction } from "./store.ts";
export { openSqliteStore } from "./sqlite/open.ts";
