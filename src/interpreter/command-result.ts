import { constants } from "node:os";
import { formatDuration, formatSize, unreachable } from "../core/mod.ts";
import type { ProcessEnd, StopReport } from "../process/mod.ts";
import type { RaisedError } from "./message.ts";
import type { WrittenPart } from "./written-stream.ts";
import type { Value } from "./value.ts";

/**
 * What had to be done to end a command: an interrupt, after which the interpreter lives on, or the interpreter's end, which
 * may have come by itself.
 */
export type Rung = "interrupted" | "ended" | StopReport["rung"];

/** Why a command is not done. */
export type CommandFailure =
  | { readonly kind: "raised"; readonly error: RaisedError }
  | { readonly kind: "timed-out"; readonly afterMs: number; readonly rung: Rung }
  /** It wrote nothing for too long. */
  | { readonly kind: "silent"; readonly afterMs: number; readonly rung: Rung }
  /** Without a rung where it was cancelled before it was begun. */
  | { readonly kind: "cancelled"; readonly rung: Rung | null }
  | { readonly kind: "too-much-output"; readonly limitBytes: number; readonly rung: Rung }
  /** What it wrote could not be kept: `system` is the system's error code. */
  | { readonly kind: "output-lost"; readonly system: string; readonly rung: Rung }
  /** It is longer than what can be sent to an interpreter, and was not begun. */
  | { readonly kind: "too-long"; readonly limitBytes: number }
  /** The interpreter ended in the middle of the command, whatever its exit status. */
  | { readonly kind: "exited"; readonly end: ProcessEnd }
  /** The interpreter closed its channel, or said on it what is not our protocol, and had to be ended. */
  | { readonly kind: "channel-lost"; readonly rung: Rung }
  /** It was never begun, because the interpreter had ended. */
  | { readonly kind: "not-begun"; readonly end: ProcessEnd | null };

/** What became of a command. A command that fails is a result, not an exception. */
export interface CommandResult<T extends Value = Value> {
  /** Null where it is done. */
  readonly failure: CommandFailure | null;
  /** The value of its last line where that is an expression; null where it is none, or the command failed. */
  readonly value: T;
  readonly stdout: WrittenPart;
  readonly stderr: WrittenPart;
  readonly durationMs: number;
}

/** The failure in one sentence, without a final period. */
export function describeFailure(failure: CommandFailure): string {
  switch (failure.kind) {
    case "raised":
      return [failure.error.type, failure.error.message].filter((part) => part !== "").join(": ");
    case "timed-out":
      return `The command took longer than ${formatDuration(failure.afterMs)}; ${rungText(failure.rung)}`;
    case "silent":
      return `The command wrote nothing for ${formatDuration(failure.afterMs)}; ${rungText(failure.rung)}`;
    case "cancelled":
      return `The command was cancelled${failure.rung === null ? " before it was begun" : `; ${rungText(failure.rung)}`}`;
    case "too-much-output":
      return `The command wrote more than its limit of ${formatSize(failure.limitBytes)}; ${rungText(failure.rung)}`;
    case "output-lost":
      return `What the command wrote could not be kept${failure.system === "ENOSPC" ? ": the disk is full" : ""} (${failure.system}); ${rungText(failure.rung)}`;
    case "too-long":
      return `The command was not begun: its source is longer than ${formatSize(failure.limitBytes)}`;
    case "exited":
      return `The interpreter ended in the middle of the command: ${describeEnd(failure.end)}`;
    case "channel-lost":
      return `The interpreter lost its channel in the middle of the command; ${rungText(failure.rung)}`;
    case "not-begun":
      return `The command was not begun: the interpreter had ended${failure.end === null ? "" : ` (${describeEnd(failure.end)})`}`;
    default:
      return unreachable(failure);
  }
}

function rungText(rung: Rung): string {
  switch (rung) {
    case "interrupted":
      return "an interrupt ended it";
    case "ended":
      return "the interpreter ended by itself";
    case "asked":
      return "the interpreter was ended by SIGTERM";
    case "killed":
      return "the interpreter had to be killed";
    case "swept":
      return "the interpreter had to be killed, with processes that had left its group";
    default:
      return unreachable(rung);
  }
}

/** How a process ended, to stand within a sentence. */
export function describeEnd(end: ProcessEnd): string {
  switch (end.kind) {
    case "exit":
      return `exit status ${end.status}`;
    case "signal":
      return end.signal;
    case "launch":
      return `it could not be started: ${launchReason(end)}`;
    default:
      return unreachable(end);
  }
}

function launchReason({ reason, system, what }: Extract<ProcessEnd, { kind: "launch" }>): string {
  if (reason === "working-folder") return `its working folder "${what}" can't be used (${system})`;
  if (system === "ENOENT")
    return what.includes("/") ? "there is no such program" : "there is no such program in PATH";
  return system === "EACCES" ? "it is not executable for this user" : `the system says ${system}`;
}

/** The exit status as a shell tells it: 128 and the signal's number where a signal ended it. */
export function statusOf(end: ProcessEnd): number {
  switch (end.kind) {
    case "exit":
      return end.status;
    case "signal":
      return 128 + (constants.signals[end.signal as NodeJS.Signals] ?? 0);
    case "launch":
      return 127;
    default:
      return unreachable(end);
  }
}
