import type { MailInput, NotifyInput } from "./notify-input.ts";
import type { JobFunction, ScheduleFunction } from "../run/mod.ts";

/**
 * A configuration in TypeScript, the default export of `runyard.config.ts`. It is checked when it is loaded.
 *
 * @example
 * export default defineConfig({
 *   jobs: { greet: { function: ({ parameters }) => `Hello, ${String(parameters.name)}`, parameters: { name: { type: "string" } } } },
 * });
 */
export function defineConfig(configuration: ConfigurationInput): ConfigurationInput {
  return configuration;
}

/** A configuration as it is written: the keys of `runyard.yaml`, and functions, which YAML can't hold. */
export interface ConfigurationInput {
  readonly server?: {
    /** `127.0.0.1` unless told. */
    readonly host?: string;
    /** 8210 unless told; 0 takes any free port. */
    readonly port?: number;
    /** Of one request; `1GB` unless told. */
    readonly upload_limit?: SizeInput;
    /**
     * Where uploads may be fetched from, as `archive.example.org`, `*.example.org`, `data.example.org:8080`, or an
     * address or network; none unless told. A private address must be listed itself.
     */
    readonly upload_hosts?: readonly string[];
    /** How long fetching may take; `1m` unless told. */
    readonly upload_timeout?: DurationInput;
    /** How others reach the server where that is not its own address. */
    readonly public_url?: string;
    /** The files of a certificate with its chain, and of its key, in PEM; relative to the file. */
    readonly tls?: { readonly cert: string; readonly key: string };
  };
  /** Who may use the server; anyone who reaches it unless told. See docs/access.md. */
  readonly auth?: AuthInput;
  /** How mail is sent, and to whom. See docs/notify.md. */
  readonly mail?: MailInput;
  /** What all jobs of one owner may use together; `owners` has those who may use more or less. */
  readonly limits?: OwnerShareInput & { readonly owners?: Readonly<Record<string, OwnerShareInput>> };
  /** The data folder, relative to the file; `./data` unless told. */
  readonly store?: string;
  /** How many attempts may run at once; the number of cores unless told. */
  readonly concurrent?: number;
  readonly jobs?: Readonly<Record<string, JobTypeInput>>;
  /** What starts by itself. See docs/schedules.md. */
  readonly schedules?: Readonly<Record<string, ScheduleInput>>;
  /** What schedules refer to with `original` or `procDef`: it starts nothing. */
  readonly definitions?: Readonly<Record<string, ScheduleInput>>;
  /** Whether the jobs of schedules run one after another; false unless told. */
  readonly serialise?: boolean;
}

/** A schedule: when it is due, and what it does. */
export interface ScheduleInput {
  /** The id unless told. */
  readonly title?: string;
  readonly doc?: string;
  readonly deprecated?: string;
  /** `4:30`, `w3 15:02` (Wednesdays), `m22 7:30` (each 22nd): one or several. */
  readonly at?: string | readonly string[];
  /** Seconds, or like `5m`; a minus before it: the first one at once. */
  readonly every?: string | number;
  /** Five fields, or six with the seconds first. */
  readonly cron?: string;
  /** `UTC` unless told. */
  readonly timezone?: string;
  readonly dst?: "vixie" | "skip" | "all";
  /** It starts up to so much later, always the same for the same due instant. */
  readonly jitter?: DurationInput;
  /** The first day or instant, and the last. */
  readonly start?: string;
  readonly end?: string;
  readonly paused?: boolean;
  /** What happens where the last job still runs; `skip` unless told. */
  readonly overlap?: "skip" | "queue" | "replace";
  /** What becomes of instants at which no server was there; `once` unless told. */
  readonly missed?: "skip" | "once" | "all";
  /** How late one that was missed is still made up for. */
  readonly missed_deadline?: DurationInput;
  /** How long after its due instant it is to have succeeded. */
  readonly deadline?: DurationInput;
  readonly notify?: boolean | NotifyInput;
  /** Whether the output of successes is told as well. */
  readonly debug?: boolean;
  readonly properties?: Readonly<Record<string, string | number | boolean>>;
  /** A job type, or a function. */
  readonly job?: string | ScheduleFunction;
  /** Of a job type. */
  readonly parameters?: Readonly<Record<string, ScalarInput | readonly ScalarInput[]>>;
  readonly command?: CommandInput["command"];
  /** A file, relative to the file that defines the schedule; `file.py#function` calls a function of it. */
  readonly python?: string;
  /** A definition or schedule whose keys are taken where there are none here. */
  readonly original?: string;
  /** A definition or schedule whose work is taken. */
  readonly procDef?: string;
  /** What the work may be told, with what it is unless `bind` says otherwise; null where `bind` has to. */
  readonly setup?: Readonly<Record<string, ScalarInput | null>>;
  readonly bind?: Readonly<Record<string, ScalarInput>>;
  readonly limits?: LimitsInput;
  readonly environment?: CommonInput["environment"];
  readonly retry?: CommonInput["retry"];
  readonly priority?: number;
  readonly working_folder?: string;
  readonly leave_children?: boolean;
}

type ScalarInput = string | number | boolean;

/** Who may use the server. A role is `user` unless told. */
export interface AuthInput {
  readonly tokens?: readonly {
    readonly name: string;
    readonly token?: string;
    readonly token_file?: string;
    readonly role?: "user" | "admin";
  }[];
  /** A password is written as its hash: `runyard hash-password` makes one. */
  readonly users?: readonly {
    readonly name: string;
    readonly password: string;
    readonly role?: "user" | "admin";
  }[];
  /** The header in which a proxy tells the name, and the addresses and networks from which that is believed. */
  readonly proxy_header?: {
    readonly header: string;
    readonly from: readonly string[];
    readonly admins?: readonly string[];
  };
  /** What somebody without a login may do; `none` unless told. */
  readonly anonymous?: "none" | "user";
}

/** What all jobs of one owner may use together. */
export interface OwnerShareInput {
  /** Attempts at once. */
  readonly running?: number;
  /** Jobs that have not begun. */
  readonly queued?: number;
  /** Results, outputs and files that came with jobs. */
  readonly stored?: SizeInput;
}

/** A job type: what all have in common, and one way of doing the work. */
export type JobTypeInput = CommonInput & (CommandInput | InterpreterInput | FunctionInput);

/** A duration like `10m` or `1h30m`, or a number of seconds. */
export type DurationInput = string | number;

/** A size like `200MB` or `1GiB`, or a number of bytes. */
export type SizeInput = string | number;

/** The keys that every job type may have. */
export interface CommonInput {
  readonly title?: string;
  readonly description?: string;
  readonly parameters?: Readonly<Record<string, ParameterInput>>;
  /**
   * The items: a list, a node set like `frame[1-100]` or `frame[{first}-{last}]`, or `{name}` of a parameter with
   * `multiple` or of type `nodeset`.
   */
  readonly agenda?: string | readonly (string | number)[];
  /** How many copies may work on the agenda at once; 1 unless told. */
  readonly instances?: number;
  /** Further tries of an item that failed (a bare number; 0 unless told), and of an instance that was lost (3). */
  readonly retry?: number | { readonly item?: number; readonly instance?: number };
  /** How many items may fail: a number, or a share like `5%`. */
  readonly allow_failed?: number | `${number}%`;
  readonly limits?: LimitsInput;
  /** From -1000 to 1000, higher goes first; 0 unless told. */
  readonly priority?: number;
  /** Whether somebody is told when a job fails, and when it works again; nobody unless told. See docs/notify.md. */
  readonly notify?: boolean | NotifyInput;
  /** Whether processes that the work leaves behind may live on. */
  readonly leave_children?: boolean;
  readonly environment?: {
    /** The variables that pass, in place of the usual ones; `LC_*` with a star for any ending. */
    readonly pass?: readonly string[];
    readonly set?: Readonly<Record<string, string | number | boolean>>;
  };
  /** A file of VOSI capabilities beside our own, for a service of a standard such as TAP; relative to the file. */
  readonly capabilities?: string;
  /** Relative to the file; a folder of the attempt's own unless told. */
  readonly working_folder?: string;
}

/** What a job of a type may use. */
export interface LimitsInput {
  /** Longest time in EXECUTING; unlimited unless told. */
  readonly duration?: DurationInput;
  /** From creation to destruction: a duration, or `never`; `7d` unless told. */
  readonly destruction?: DurationInput;
  /** The latest destruction that a client may ask for, from creation; any unless told. */
  readonly max_destruction?: DurationInput;
  /** Whether a job is kept without its files at its destruction, as ARCHIVED; false unless told. */
  readonly archive?: boolean;
  /** Attempts at once of this type. */
  readonly concurrent?: number;
  /** Attempts at once of this type and one owner. */
  readonly concurrent_per_owner?: number;
  /** Standard output and standard error of an attempt together; `1GB` unless told. */
  readonly output?: SizeInput;
  /** All result files of an attempt together; `100GB` unless told. */
  readonly results?: SizeInput;
  /** Between asking an attempt to end and killing it; `10s` unless told. */
  readonly grace?: DurationInput;
}

/** What a parameter accepts. */
export interface ParameterInput {
  readonly type: "string" | "integer" | "number" | "boolean" | "choice" | "nodeset" | "file" | "secret";
  readonly title?: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly default?: string | number | boolean | readonly (string | number | boolean)[];
  /** Of an integer or a number. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** Of a string or a secret: a regular expression that the whole text must match. */
  readonly pattern?: string;
  /** Of a string or a secret, in characters. */
  readonly max_length?: number;
  /** Of a choice. */
  readonly choices?: readonly (string | number)[];
  /** Whether it takes several values. */
  readonly multiple?: boolean;
}

/** A program and its arguments, with placeholders; a nested list is left out as a whole where a value is missing. */
export interface CommandInput {
  readonly command: readonly (string | readonly string[])[];
  readonly interpreter?: never;
  readonly function?: never;
}

/** A pattern of RE2's syntax, or several. */
export type PatternInput = string | readonly string[];

/** A live interpreter, set up once and worked through the items: see docs/interpreters.md. */
export interface InterpreterInput {
  readonly interpreter:
    | string
    | {
        readonly language: string;
        readonly executable?: string;
        readonly arguments?: readonly string[];
        readonly channel?: "inherited" | "socket";
      };
  readonly setup?: string | readonly string[];
  readonly item: string | readonly string[];
  readonly teardown?: string | readonly string[];
  readonly rules?: {
    readonly progress?: PatternInput;
    readonly output?: PatternInput;
    readonly highlight?: PatternInput;
    readonly error?: PatternInput;
    readonly allow?: PatternInput;
  };
  readonly outputs?: {
    readonly required?: boolean;
    readonly minimum_size?: SizeInput;
    readonly image?: boolean;
    readonly new?: boolean;
  };
  readonly timeouts?: {
    readonly start?: DurationInput;
    readonly command?: DurationInput;
    readonly silence?: DurationInput;
    readonly shutdown?: DurationInput;
  };
  readonly path_map?: readonly { readonly from: string; readonly to: string; readonly hosts?: string }[];
  readonly command?: never;
  readonly function?: never;
}

/** A function that is called once for each item. */
export interface FunctionInput {
  readonly function: JobFunction;
  readonly command?: never;
  readonly interpreter?: never;
}
