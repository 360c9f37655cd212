import type { LateFiring } from "../schedule/mod.ts";
import type { StoreTransaction } from "../store/mod.ts";
import { addToAll, nextOf, type RecordParts, seriesName } from "./record-end.ts";
import type { Facts, Series } from "./facts.ts";
import type { Subject } from "./subject.ts";

/**
 * Writes into the outbox that a schedule did not succeed by its deadline. It counts as a failure in its row.
 *
 * @param tx the transaction in which the schedule remembers it
 */
export async function recordLate(
  late: LateFiring,
  tx: StoreTransaction,
  parts: Pick<RecordParts, "mail" | "clock">,
): Promise<void> {
  const { fullId: id, title, notify: rules } = late.schedule;
  if (rules === null || !rules.failure) return;
  const subject: Subject = { kind: "schedule", id, title, rules };
  const due = new Date(late.due).toISOString();
  const message = `What was due at ${due} did not finish by its deadline: ${late.reason}`;
  const known = (await tx.notifyState(seriesName(subject))) as Series | undefined;
  const series = nextOf(known, late.due);
  await tx.setNotifyState(seriesName(subject), series);
  const facts: Facts = {
    ...{ what: "schedule", id, title: title.replaceAll(/\s+/g, " ").trim(), type: late.schedule.type.name },
    ...{ job: late.job ?? "", phase: "late", command: null, message, detail: message },
    ...{ startedAt: null, endedAt: null, attachLimitBytes: 0, series },
  };
  await addToAll(tx, ["failure"], { subject, facts }, parts);
}
