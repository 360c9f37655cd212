import { type Job, printableText } from "../job/mod.ts";
import { commandLine } from "./command-line.ts";
import { maskSecrets } from "./mask-secrets.ts";
import type { Subject } from "./subject.ts";

/** What a notice tells. It is kept with the notice, so that it can be told when the job is gone. Nothing in it is secret. */
export interface Facts {
  readonly what: Subject["kind"];
  readonly id: string;
  readonly title: string;
  readonly type: string;
  /** Empty where a schedule is late and has no job. */
  readonly job: string;
  /** That of the job, or `late`. */
  readonly phase: string;
  readonly command: string | null;
  /** What happened, in one sentence; empty for a success. */
  readonly message: string;
  /** All that is known of it, the end of standard error among it; cut in the middle where it is long. */
  readonly detail: string;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly attachLimitBytes: number;
  readonly series: Series;
}

/** Failures of a subject in a row. */
export interface Series {
  /** How many, this one included; at a recovery, how many there were. */
  readonly failures: number;
  /** When the first of them ended (ms). */
  readonly since: number;
  /** A token that mails about it have in common. */
  readonly thread: string;
}

/** A notice of a busy hour must not fill the store. */
const LONGEST_DETAIL = 8000;

/** What is told of a job that has ended. */
export function factsOf(job: Job, subject: Subject, series: Series, secrets: readonly string[]): Facts {
  const clean = (text: string): string => printableText(maskSecrets(text, secrets));
  const command = commandLine(job);
  return {
    what: subject.kind,
    id: subject.id,
    title: oneLine(subject.title),
    type: job.type,
    job: job.id,
    phase: job.phase,
    command: command === null ? null : oneLine(clean(command)),
    message: clean(job.error?.message.split("\n")[0] ?? ""),
    detail: cutMiddle(clean(job.error?.detail ?? ""), LONGEST_DETAIL),
    startedAt: job.startedAt,
    endedAt: job.endedAt,
    attachLimitBytes: subject.rules.attachLimitBytes,
    series,
  };
}

/** A title stands in the subject of a mail, where a line end would begin another header. */
function oneLine(text: string): string {
  return printableText(text).replaceAll(/\s+/g, " ").trim();
}

function cutMiddle(text: string, length: number): string {
  if (text.length <= length) return text;
  const half = Math.floor(length / 2);
  return `${text.slice(0, half)}\n[… ${text.length - 2 * half} characters left out …]\n${text.slice(-half)}`;
}
