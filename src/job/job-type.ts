import type { NotifyRules } from "./notify-rules.ts";
import type { AllowFailed } from "./plan.ts";

/** The kinds of value that a parameter may have. */
export type ParameterKind =
  | "string"
  | "integer"
  | "number"
  | "boolean"
  | "choice"
  | "nodeset"
  | "file"
  | "secret";

/** What a parameter of a job type accepts. */
export interface ParameterSpec {
  readonly name: string;
  readonly kind: ParameterKind;
  readonly title: string | null;
  readonly description: string | null;
  readonly required: boolean;
  /** As the configuration has it; for a file a path, absolute. One value or, where `multiple`, several. */
  readonly default: string | number | boolean | readonly (string | number | boolean)[] | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** A regular expression that the whole text must match. */
  readonly pattern: string | null;
  readonly maxLength: number | null;
  readonly choices: readonly string[];
  readonly multiple: boolean;
}

/**
 * Where the items of a job come from: a list as it stands, the values of a parameter with `multiple`, or the names of a
 * node set, in whose text placeholders of parameters may stand: `frame[{first}-{last}]`, `{frames}`.
 */
export type Agenda =
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "parameter"; readonly parameter: string }
  | { readonly kind: "node-set"; readonly text: string };

/** What a job of a type may use. */
export interface Limits {
  /** Longest time in EXECUTING; 0: unlimited. */
  readonly durationMs: number;
  /** From creation to destruction; null: kept until somebody deletes it. */
  readonly destructionMs: number | null;
  /** The latest destruction that a client may ask for, from creation; null: any. */
  readonly latestDestructionMs: number | null;
  /** Whether a job is kept as ARCHIVED at its destruction, without its files, instead of being forgotten. */
  readonly archive: boolean;
  /** Attempts at once, over all jobs of the type. */
  readonly concurrent: number | null;
  /** Attempts at once, over all jobs of the type with the same owner. */
  readonly concurrentPerOwner: number | null;
  readonly outputBytes: number;
  readonly resultBytes: number;
  /** Between asking an attempt to end and killing it. */
  readonly graceMs: number;
}

/** A job type as the configuration has it, checked, with every default filled in. */
export interface JobType {
  readonly name: string;
  readonly title: string | null;
  readonly description: string | null;
  /** The runner's name. */
  readonly runner: string;
  /** The runner's own keys, as its schema parsed them. */
  readonly settings: unknown;
  readonly parameters: Readonly<Record<string, ParameterSpec>>;
  readonly agenda: Agenda | null;
  readonly instances: number;
  readonly retry: { readonly item: number; readonly instance: number };
  readonly allowFailed: AllowFailed | null;
  readonly limits: Limits;
  readonly priority: number;
  /** Who is told when a job of the type fails; null: nobody. */
  readonly notify: NotifyRules | null;
  readonly leaveChildren: boolean;
  readonly environment: {
    readonly pass: readonly string[];
    readonly set: Readonly<Record<string, string>>;
  };
  /** Absolute, or null for a folder of the attempt's own. */
  readonly workingFolder: string | null;
  /** A file of VOSI capabilities that are told beside our own: absolute, or null for none. */
  readonly capabilities: string | null;
  /** The folder of the file that defines the type: what its relative paths are relative to. */
  readonly folder: string;
  /** The file that defines the type: the instance host loads functions from it. */
  readonly file: string;
  /** The schedule whose own work this is, offered to nobody; null where anybody may submit it. */
  readonly schedule: ScheduleLabel | null;
}

/** What the work of a schedule knows of it. */
export interface ScheduleLabel {
  readonly id: string;
  /** With the file that defines it: `runyard.yaml#nightly`. */
  readonly fullId: string;
  readonly title: string;
  readonly debug: boolean;
  /** Its properties as they are written; those that its work has set go before them. */
  readonly properties: Readonly<Record<string, string>>;
  /** Where its function stands in the configuration; null where it has none. */
  readonly functionPath: readonly string[] | null;
}
