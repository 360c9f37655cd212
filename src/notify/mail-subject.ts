import type { Notice } from "./outbox.ts";

/** The subject of a mail: `[host] Nightly backup failed`, `[host] 37 failures of 5 job types`. */
export function mailSubject(notices: readonly Notice[], host: string): string {
  const [first, ...others] = notices;
  if (first === undefined) return `[${host}]`;
  const isOne = others.every(({ subject }) => subject === first.subject);
  return `[${host}] ${isOne ? `${first.facts.title} ${deeds(notices)}` : summary(notices)}`;
}

/** What happened to one subject, in the order in which it happened last. */
export function deeds(notices: readonly Notice[]): string {
  return notices
    .toSorted((one, other) => one.at - other.at)
    .map(({ kind, count }) => {
      const times = count === 1 ? "" : ` ${count} times`;
      return kind === "recovery" ? "works again" : `${kind === "failure" ? "failed" : "succeeded"}${times}`;
    })
    .join(" and ");
}

/** What happened to several: how often, and to how many. */
export function summary(notices: readonly Notice[]): string {
  const of = (kind: Notice["kind"]): readonly Notice[] => notices.filter((notice) => notice.kind === kind);
  const [failures, recoveries, successes] = [of("failure"), of("recovery"), of("success")];
  return [
    ...(failures.length === 0 ? [] : [`${counted(total(failures), "failure")} of ${subjects(failures)}`]),
    ...(recoveries.length === 0
      ? []
      : [`${subjects(recoveries)} ${recoveries.length === 1 ? "works" : "work"} again`]),
    ...(successes.length === 0
      ? []
      : [`${counted(total(successes), "success", "successes")} of ${subjects(successes)}`]),
  ].join(", ");
}

function total(notices: readonly Notice[]): number {
  return notices.reduce((sum, notice) => sum + notice.count, 0);
}

function subjects(notices: readonly Notice[]): string {
  const kinds = new Set(notices.map(({ facts }) => facts.what));
  const [kind] = kinds;
  return kinds.size === 1 && kind !== undefined
    ? counted(notices.length, kind)
    : `${notices.length} job types and schedules`;
}

function counted(number: number, one: string, several: string = `${one}s`): string {
  return `${number} ${number === 1 ? one : several}`;
}
