export type {
  BlockedWork,
  JobCount,
  JobQuery,
  KeptNotice,
  KeyedRequest,
  LiveAttempt,
  ResultQuery,
  Store,
  StoreReader,
  StoreTransaction,
} from "./store.ts";
export { type FileLock, lockFile, shareFile } from "./sqlite/file-lock.ts";
export { openSqliteStore } from "./sqlite/open.ts";
export { readSqliteStore, storeVersion } from "./sqlite/read-store.ts";
export { restoreSqliteStore } from "./sqlite/restore.ts";
