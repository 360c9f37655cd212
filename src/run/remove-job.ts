import type { Store } from "../store/mod.ts";
import type { ResultFiles } from "./result-files.ts";

/** Removes what is left of a deleted job, its rows step by step, so that others have their turn, then its files. */
export async function removeJob(store: Store, files: ResultFiles, id: string): Promise<void> {
  while (!(await store.transact((tx) => tx.removeJob(id))));
  await files.remove(id);
}
