import type { JobType, RunnerKeys } from "../job/mod.ts";
import type { OwnerLimits } from "../run/mod.ts";
import type { Schedule } from "../schedule/mod.ts";
import type { AuthSettings } from "./auth-settings.ts";
import type { MailSettings } from "./mail-settings.ts";

/** What the configuration file says, checked, with every default filled in. */
export interface Configuration {
  /** The file, absolute. */
  readonly file: string;
  /** Its folder: what relative paths in it are relative to. */
  readonly folder: string;
  readonly server: ServerSettings;
  /** Who may use the server; null where anyone who reaches it may do everything. */
  readonly auth: AuthSettings | null;
  /** How mail is sent; null where it is not. */
  readonly mail: MailSettings | null;
  /** What an owner's jobs may use together. */
  readonly ownerLimits: OwnerLimits;
  /** The data folder, absolute. */
  readonly store: string;
  /** How many attempts may run at once, in total. */
  readonly concurrent: number;
  /** The job types by name, in the order of the file. */
  readonly types: ReadonlyMap<string, JobType>;
  /** What starts by itself, in the order of the file. */
  readonly schedules: readonly Schedule[];
  /** Whether the jobs of schedules run one after another. */
  readonly isSerial: boolean;
}

/** How the server listens. */
export interface ServerSettings {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly uploadLimitBytes: number;
  /** Where uploads may be fetched from: names, addresses and networks. */
  readonly uploadHosts: readonly string[];
  readonly uploadTimeoutMs: number;
  /** How others reach the server where that is not its own address, without a slash at the end. */
  readonly publicUrl: string | null;
  /** The certificate and its key, as files; null where it speaks HTTP without TLS. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
}

/** What loading a configuration must know of a runner. */
export interface CheckingRunner extends RunnerKeys {
  /** What is wrong with a type of this runner that no schema can see, in sentences. */
  check(type: JobType): readonly string[];
}
