import type { JobFunction } from "../run/mod.ts";

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
  };
  /** The data folder, relative to the file; `./data` unless told. */
  readonly store?: string;
  /** How many attempts may run at once; the number of cores unless told. */
  readonly concurrent?: number;
  readonly jobs?: Readonly<Record<string, JobTypeInput>>;
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
