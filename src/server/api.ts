import type { ItemCounts, JobError, Outcome, ParameterKind, Phase } from "../job/mod.ts";

export type {
  FoldedNamesView,
  GatheredItemsView,
  ItemGroupView,
  ItemView,
  NodeGroupView,
  NodeSetView,
  OutputGroupView,
} from "./item-api.ts";

/**
 * The JSON API's shapes: what the page, the command line and scripts may rely on. Instants are ISO 8601 in UTC,
 * durations are in milliseconds or as the name says, sizes in bytes. `api-schemas.ts` has the schemas.
 */

/** A job. */
export interface JobView {
  readonly id: string;
  readonly type: string;
  readonly phase: Phase;
  readonly owner: string | null;
  readonly runId: string | null;
  readonly priority: number;
  readonly createdAt: string;
  readonly queuedAt: string | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly destructionAt: string | null;
  /** 0 is unlimited. */
  readonly executionDurationSeconds: number;
  /** Time spent in EXECUTING so far. */
  readonly executedMs: number;
  /** Why none of its items runs, in one sentence: what it waits for, or its setup or teardown. */
  readonly waitsFor: string | null;
  /** Whether it works through an agenda; without one it has a single item that has no name. */
  readonly hasAgenda: boolean;
  readonly items: ItemCounts;
  readonly error: JobError | null;
  readonly retryOf: string | null;
  /** Values as given; a file as {@link FileView}; a secret as null. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** This job in the JSON API. */
  readonly href: string;
  /** This job in UWS. */
  readonly uws: string;
}

/** A file among a job's parameters. */
export interface FileView {
  readonly file: string;
  readonly size: number;
  readonly mediaType: string;
  readonly href: string;
}

/** An attempt of a job. */
export interface AttemptView {
  readonly id: string;
  readonly fence: number;
  readonly instance: number;
  readonly item: number | null;
  readonly agent: string;
  readonly phase: "claimed" | "running" | "ending" | "ended";
  readonly pid: number | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly outcome: Outcome | null;
  readonly cpuMs: number | null;
  /** Of its largest process. */
  readonly peakMemoryBytes: number | null;
}

/** A result file of a job. */
export interface ResultView {
  readonly id: string;
  readonly item: number;
  readonly size: number;
  readonly sha256: string;
  readonly mediaType: string;
  readonly href: string;
}

/** A change of a job. */
export interface EventView {
  readonly sequence: number;
  readonly at: string;
  readonly job: string;
  readonly type: string;
  readonly owner: string | null;
  readonly change: { readonly kind: string; readonly [name: string]: unknown };
}

/** What an attempt used at an instant while it ran. */
export interface UsageSampleView {
  readonly at: string;
  /** Processor time so far. */
  readonly cpuMs: number;
  readonly memoryBytes: number;
}

/** A parameter that a job type takes. */
export interface ParameterView {
  readonly name: string;
  readonly kind: ParameterKind;
  readonly title: string | null;
  readonly description: string | null;
  readonly required: boolean;
  /** Of a file its name alone; of a secret null. */
  readonly default: unknown;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly pattern: string | null;
  readonly maxLength: number | null;
  readonly choices: readonly string[];
  readonly multiple: boolean;
}

/** A job type. */
export interface TypeView {
  readonly name: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly runner: string;
  /** Nothing of it is started until it is released. */
  readonly held: boolean;
  readonly parameters: readonly ParameterView[];
  /** Its job list in UWS. */
  readonly uws: string;
}

/** How an agent is. */
export interface AgentStatusView {
  readonly name: string;
  readonly host: string;
  readonly pid: number | null;
  readonly connected: boolean;
  /** Null for users. */
  readonly attempts: number | null;
}

/** How a server is. */
export interface StatusView {
  readonly version: string;
  readonly startedAt: string;
  /** Null for users. */
  readonly dataFolder: string | null;
  /** How many jobs are in each phase. */
  readonly jobs: Readonly<Record<string, number>>;
  /** How many jobs of each type are in each phase. */
  readonly types: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly agents: readonly AgentStatusView[];
}

/** One thing that somebody did, or was not let do. */
export interface AuditEntryView {
  readonly at: string;
  /** Null where nobody logged in. */
  readonly caller: string | null;
  readonly address: string;
  readonly action: string;
  readonly job: string | null;
  /** `done`, or the code of the error that it was answered with. */
  readonly outcome: string;
}

/** Any answer that is not a success: problem details (RFC 9457). */
export interface ProblemView {
  /** What kind of problem it is: one for each code, the same for ever. */
  readonly type: string;
  /** What the kind means. */
  readonly title: string;
  readonly status: number;
  /** What is the case here, in one clear sentence. */
  readonly detail: string;
  /** The path that was asked for. */
  readonly instance?: string | undefined;
  /** The last part of the type. */
  readonly code: string;
}

/** Parameters as a client gives them. */
export type GivenParameters = Readonly<Record<string, GivenValue | readonly GivenValue[]>>;

/** One value as a client gives it. */
export type GivenValue = string | number | boolean;

/**
 * `POST /api/v1/jobs`, as JSON. In a form the same names are fields, with `parameters.NAME` for parameters, which may
 * be repeated and may be files.
 */
export interface CreateJob {
  readonly type: string;
  readonly parameters?: GivenParameters | undefined;
  readonly runId?: string | undefined;
  readonly priority?: number | undefined;
  readonly executionDurationSeconds?: number | undefined;
  readonly destructionAt?: string | undefined;
  /** Whether it is run at once: true unless told. */
  readonly run?: boolean | undefined;
}

/** `PATCH /api/v1/jobs/{id}`; parameters only while the job is PENDING. */
export interface ChangeJob {
  readonly executionDurationSeconds?: number | undefined;
  readonly destructionAt?: string | undefined;
  readonly priority?: number | undefined;
  /** How many instances may work on the agenda at once; only while it is queued or running. */
  readonly instances?: number | undefined;
  readonly parameters?: GivenParameters | undefined;
}

/** `POST /api/v1/jobs/{id}/items`. */
export interface AppendItems {
  /** A node set: `frame[11-20]`. */
  readonly items: string;
}
