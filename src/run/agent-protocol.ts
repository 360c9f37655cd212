import type { ResultPackage } from "../interpreter/mod.ts";
import type { Outcome, Usage, UsageSample } from "../job/mod.ts";
import type { Launch } from "./runner.ts";

/** Grows when a message changes its meaning; an agent that speaks another number is asked to leave. */
export const PROTOCOL_VERSION = 1;

/** What an agent must know to watch over an attempt, whether it started it or found it. */
export interface AttemptOrder {
  readonly id: string;
  readonly fence: number;
  readonly job: string;
  readonly graceMs: number;
  readonly outputLimitBytes: number;
  readonly resultLimitBytes: number;
  readonly leaveChildren: boolean;
  /** When the job's execution duration will be used up (ms since 1970). */
  readonly deadlineAt: number | null;
  /** The job's execution duration, for the message. */
  readonly durationMs: number;
  /** Whether its end was asked for already. */
  readonly stop: StopReason | null;
  readonly isSuspended: boolean;
  /** What its suspension does: its processes are stopped, or it is handed no more items. */
  readonly suspends: "processes" | "items";
  /** So many items it may hold at once, which it asks for while it runs; 0 where it does one from its start. */
  readonly holds: number;
}

/** What of an order may change while its attempt runs. */
export type AttemptTerms = Pick<AttemptOrder, "deadlineAt" | "durationMs" | "isSuspended">;

/** Why the supervisor wants an attempt to end. */
export type StopReason = "aborted" | "duration";

/** An attempt to be started. */
export interface StartOrder extends AttemptOrder {
  readonly launch: Launch;
  /** Absolute; null: a folder of the attempt's own. */
  readonly workingFolder: string | null;
  readonly passEnvironment: readonly string[];
  readonly setEnvironment: Readonly<Record<string, string>>;
  readonly files: readonly OrderFile[];
}

/** A file that the attempt's folder holds before the command starts. */
export interface OrderFile {
  /** Relative to the attempt's folder. */
  readonly path: string;
  readonly mode: number;
  readonly content: string;
}

/** A file that an attempt left in its results folder. */
export interface FoundFile {
  /** Relative to the results folder, with `/` between its parts. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly mediaType: string;
}

/** How one item went, as the instance host wrote it into its journal. */
export interface ItemReport {
  readonly index: number;
  /** Which try of the item it is. */
  readonly try: number;
  readonly outcome: Outcome;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly stdout: { readonly from: number; readonly to: number };
  readonly stderr: { readonly from: number; readonly to: number };
  /** What the function returned, or the value of the item's last command, as JSON. */
  readonly result: unknown;
  readonly resultPackage: ResultPackage | null;
}

/** An item report with the files that the agent found for it. */
export interface ItemReportWithFiles extends ItemReport {
  readonly files: readonly FoundFile[];
  /** How many more it left whose names are not UTF-8; an agent of an earlier version does not say. */
  readonly unnamedFiles?: number;
  /** The last part of its standard error, as text. */
  readonly errorTail: string;
}

/** How an attempt ended. Output up to the limit comes as bytes beside it: standard output, then standard error. */
export interface EndReport {
  readonly attempt: string;
  readonly fence: number;
  readonly outcome: Outcome;
  readonly startedAt: number | null;
  readonly endedAt: number;
  readonly pid: number | null;
  readonly usage: Usage | null;
  readonly stdoutBytes: number;
  readonly stderrBytes: number;
  /** Whether both outputs are in the bytes beside this report. */
  readonly outputEnclosed: boolean;
  readonly errorTail: string;
  readonly files: readonly FoundFile[];
  /** As in {@link ItemReportWithFiles}. */
  readonly unnamedFiles?: number;
  /** Reports of items that were never acknowledged. */
  readonly items: readonly ItemReportWithFiles[];
  /** Whether it left processes behind that had to be ended. */
  readonly leftProcesses: boolean;
}

/** How long an attempt's output is, in bytes: what is written from here on belongs to the next item. */
export interface OutputEnds {
  readonly stdout: number;
  readonly stderr: number;
}

/** An item as an instance host gets it. */
export interface HandedItem {
  readonly index: number;
  /** Which try it is, from 0: a report of an earlier one changes nothing. */
  readonly try: number;
  readonly name: string;
  readonly value: string;
}

/** What an attempt uses at an instant. */
export interface AttemptSample extends UsageSample {
  readonly attempt: string;
}

/** What an agent asks of the supervisor. */
export type SupervisorRequests = {
  readonly hello: {
    readonly ask: {
      readonly protocol: number;
      readonly agent: string;
      readonly host: string;
      readonly pid: number;
      /** Where this agent keeps its attempts' folders, absolute. */
      readonly attemptsFolder: string;
      readonly held: readonly string[];
    };
    /** All attempts that this agent should hold. What it holds beside them is superseded. */
    readonly answer: { readonly orders: readonly AttemptOrder[] };
  };
  readonly renew: { readonly ask: Record<string, never>; readonly answer: null };
  readonly started: {
    readonly ask: {
      readonly attempt: string;
      readonly fence: number;
      readonly pid: number;
      readonly at: number;
    };
    readonly answer: null;
  };
  /** Reports what an instance host did, and takes items until it holds so many; asked twice, it gives the same. */
  readonly next: {
    readonly ask: {
      readonly attempt: string;
      readonly fence: number;
      readonly reports: readonly ItemReportWithFiles[];
      readonly ends: OutputEnds;
      readonly hold: number;
    };
    /** All items that it holds now; none where there is no more for it. */
    readonly answer: { readonly items: readonly HandedItem[] };
  };
  readonly ended: { readonly ask: EndReport; readonly answer: null };
  /** What is known of a running item has grown. */
  readonly noted: { readonly ask: ItemNote; readonly answer: null };
  /** What the attempts that run use, every few seconds. */
  readonly used: { readonly ask: { readonly samples: readonly AttemptSample[] }; readonly answer: null };
  /** Output of an attempt that somebody follows has grown. */
  readonly grew: { readonly ask: { readonly attempt: string }; readonly answer: null };
};

/** What the supervisor asks of an agent. */
export type AgentRequests = {
  readonly start: { readonly ask: StartOrder; readonly answer: null };
  readonly stop: {
    readonly ask: { readonly attempt: string; readonly reason: StopReason };
    readonly answer: null;
  };
  /** What an attempt is to go by has changed while it runs. */
  readonly change: {
    readonly ask: { readonly attempt: string } & AttemptTerms;
    readonly answer: null;
  };
  readonly read: {
    readonly ask: {
      readonly attempt: string;
      readonly stream: "stdout" | "stderr";
      readonly offset: number;
      readonly length: number;
    };
    readonly answer: { readonly sizeBytes: number };
  };
  readonly watch: { readonly ask: { readonly attempt: string; readonly on: boolean }; readonly answer: null };
  /** End as soon as no attempt needs watching. */
  readonly leave: { readonly ask: Record<string, never>; readonly answer: null };
};

/** What an instance host knows of the item that it does, while it does it. */
export interface ItemNote {
  readonly attempt: string;
  readonly index: number;
  /** Which try of the item it is. */
  readonly try: number;
  readonly resultPackage: ResultPackage;
}

/** What an instance host asks of its agent. */
export type HostGateRequests = {
  readonly next: {
    readonly ask: {
      readonly attempt: string;
      readonly reports: readonly ItemReport[];
      readonly ends: OutputEnds;
      readonly hold: number;
    };
    readonly answer: { readonly items: readonly HandedItem[] };
  };
  readonly noted: { readonly ask: ItemNote; readonly answer: null };
};
