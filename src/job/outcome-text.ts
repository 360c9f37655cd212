import { constants } from "node:os";
import { formatDuration, formatSize, unreachable } from "../core/mod.ts";
import type { Outcome } from "./outcome.ts";
import { printableText, showValue } from "./show-value.ts";

/** What a sentence about an outcome may know beside it. */
export interface OutcomeContext {
  /** What came to its end: `The command` unless told. */
  readonly subject?: string;
  /** The name of the item that was worked at; left out, or "", where there is only one. */
  readonly item?: string;
}

/** One clear sentence about an end, without its final period: a different one for each way of ending. */
export function describeOutcome(
  outcome: Outcome,
  { subject = "The command", item = "" }: OutcomeContext = {},
): string {
  return printableText(`${item === "" ? "" : `Item "${item}": `}${sentence(outcome, subject)}`).replaceAll(
    "\n",
    " ",
  );
}

/** Signals that a program brings upon itself. */
export const ownFaults: ReadonlySet<string> = new Set([
  "SIGSEGV",
  "SIGBUS",
  "SIGILL",
  "SIGFPE",
  "SIGABRT",
  "SIGTRAP",
  "SIGSYS",
  "SIGPIPE",
  "SIGXFSZ",
  "SIGXCPU",
]);

function sentence(outcome: Outcome, subject: string): string {
  switch (outcome.kind) {
    case "exit":
      return `${subject} ended with exit status ${outcome.status}${shellHint(outcome.status)}${lossHint(outcome)}`;
    case "signal":
      return `${subject} was ended by signal ${outcome.signal}${signalHint(outcome.signal)}${lossHint(outcome)}`;
    case "launch":
      return launchSentence(outcome);
    case "exception":
      return `${subject} threw ${outcome.name}${outcome.message === "" ? "" : `: ${outcome.message}`}`;
    case "refused":
    case "crashed":
    case "unable":
      return outcome.message;
    case "output-limit":
      return `${subject} wrote ${formatSize(outcome.writtenBytes)} of output and was ended: its limit is ${formatSize(outcome.limitBytes)}`;
    case "duration":
      return `${subject} was ended because the job reached its execution duration of ${formatDuration(outcome.limitMs)}`;
    case "aborted":
      return `${subject} was ended because the job was aborted`;
    case "lost":
      return `${subject} was lost, and how it ended is not known: ${outcome.message}`;
    case "not-started":
      return `${subject} was never started: ${outcome.message}`;
    default:
      return unreachable(outcome);
  }
}

/** What a shell means by an exit status (POSIX.1-2024, XCU 2.8.2): only a hint, a program may use these itself. */
function shellHint(status: number): string {
  if (status === 126) return ", which a shell reports when it finds a program and cannot execute it";
  if (status === 127) return ", which a shell reports when it finds no such program";
  const signal = Object.entries(constants.signals).find(([, number]) => number === status - 128)?.[0];
  return signal === undefined
    ? ""
    : `, which a shell reports when signal ${status - 128} (${signal}) ended its command`;
}

function signalHint(signal: string): string {
  if (signal === "SIGKILL") return ", which Runyard did not send; the system sends it when memory runs out";
  return ownFaults.has(signal) ? "" : ", which Runyard did not send";
}

function lossHint({ outputLost }: { readonly outputLost?: string }): string {
  return outputLost === undefined ? "" : `; some of its output was lost: ${lossReason(outputLost)}`;
}

function lossReason(system: string): string {
  if (system === "EIO") return "the disk could not be written (EIO)";
  if (system === "EFBIG") return "the file may not grow any more (EFBIG)";
  return systemReason(system);
}

function launchSentence({ reason, system, what }: Extract<Outcome, { kind: "launch" }>): string {
  const shown = showValue(what);
  switch (reason) {
    case "program":
      return `Cannot start ${shown}: ${programReason(system, what)}`;
    case "working-folder":
      return `Cannot start in the working folder ${shown}: ${folderReason(system)}`;
    case "order":
      return `Cannot hand the work to its agent: ${system}`;
    case "folder":
      return `Cannot make the folder ${shown} for the work: ${folderReason(system)}`;
    default:
      return unreachable(reason);
  }
}

function programReason(system: string, what: string): string {
  if (system === "ENOENT" && !what.includes("/")) return "there is no such program in PATH";
  switch (system) {
    case "ENOENT":
      return "there is no such program, or the interpreter that its first line names is missing";
    case "EACCES":
      return "it is not executable for this user";
    case "ENOEXEC":
      return "it is not a program that this system can execute";
    case "EISDIR":
      return "it is a folder";
    case "E2BIG":
      return "its arguments and environment are longer than the system takes";
    default:
      return systemReason(system);
  }
}

function folderReason(system: string): string {
  switch (system) {
    case "ENOENT":
      return "it does not exist";
    case "ENOTDIR":
      return "it is not a folder";
    case "EACCES":
    case "EPERM":
      return "this user may not use it";
    default:
      return systemReason(system);
  }
}

function systemReason(system: string): string {
  switch (system) {
    case "EAGAIN":
    case "ENOMEM":
      return `the system has no room for another process now (${system})`;
    case "EMFILE":
    case "ENFILE":
      return `too many files are open (${system})`;
    case "ENOSPC":
    case "EDQUOT":
      return `the disk is full (${system})`;
    case "EROFS":
      return `the file system is read-only (${system})`;
    case "ETXTBSY":
      return `it is being written (${system})`;
    default:
      return `the system says ${system}`;
  }
}
