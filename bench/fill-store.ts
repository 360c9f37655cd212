import { makeJobId } from "../src/core/mod.ts";
import { noItems } from "../src/job/mod.ts";
import { openSqliteStore } from "../src/store/mod.ts";

/** Jobs of every phase but those that would be run, as a server leaves them behind. */
export async function fillStore(folder: string, count: number): Promise<void> {
  const store = await openSqliteStore({ folder, durable: false });
  const phases = ["COMPLETED", "COMPLETED", "COMPLETED", "ERROR", "ABORTED", "PENDING"] as const;
  const begin = Date.now() - count * 100;
  for (let at = 0; at < count; at += 5000) {
    await store.transact(async (tx) => {
      for (let index = at; index < Math.min(count, at + 5000); index++) {
        const phase = phases[index % 997 === 0 ? 5 : index % 5] ?? "COMPLETED";
        const createdAt = begin + index * 100;
        const isEnded = phase !== "PENDING";
        await tx.insertJob(
          {
            id: makeJobId(),
            type: index % 2 === 0 ? "true" : "sleep",
            phase,
            owner: null,
            runId: null,
            priority: 0,
            createdAt,
            queuedAt: isEnded ? createdAt : null,
            startedAt: isEnded ? createdAt + 5 : null,
            endedAt: isEnded ? createdAt + 20 : null,
            executionDurationSeconds: 0,
            executedMs: 15,
            executingSince: null,
            destructionAt: createdAt + 30 * 86_400_000,
            parameters: {},
            plan: null,
            items: noItems,
            fence: 0,
            error: null,
            retryOf: null,
            deleted: false,
          },
          createdAt,
        );
      }
    });
  }
  // As a server leaves them that has been there all the time.
  while ((await store.transact((tx) => tx.trimEvents(200_000))) > 0);
  await store.close();
}
