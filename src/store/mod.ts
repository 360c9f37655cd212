export type {
  BlockedWork,
  JobCount,
  JobQuery,
  KeptNotice,
  KeyedRequest,
  LiveAttempt,
  Store,
  StoreReader,
  StoreTransaction,
} from "./store.ts";
export { openSqliteStore } from "./sqlite/open.ts";
