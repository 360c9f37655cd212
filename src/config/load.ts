import { readFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { RunyardError, messageOf } from "../core/mod.ts";
import { type JobType, readBySchema, usualNotifyRules } from "../job/mod.ts";
import type { Schedule } from "../schedule/mod.ts";
import { type AuthSettings, readAuth } from "./auth-settings.ts";
import type { CheckingRunner, Configuration } from "./configuration.ts";
import { findFile } from "./find-file.ts";
import { type MailSettings, readMail } from "./mail-settings.ts";
import { mistakesError, placeMistake } from "./mistakes.ts";
import { readModule } from "./module-source.ts";
import { notifyMistakes, scheduleNotifyMistakes } from "./notify-mistakes.ts";
import { readSchedules } from "./read-schedules.ts";
import { readTypes } from "./read-types.ts";
import { ownerLimitsOf } from "./owner-limits.ts";
import { type WrittenConfiguration, configurationSchema } from "./schema.ts";
import type { Source } from "./source.ts";
import { readYaml } from "./yaml-source.ts";

/** What loading needs beside the path. */
export interface LoadOptions {
  /** The runners that a job type may name. */
  readonly runners: Iterable<CheckingRunner>;
  /** Where the file is looked for, and what a relative path is relative to; the current folder unless told. */
  readonly folder?: string;
}

/**
 * Loads the configuration: the file at `path`, or `runyard.yaml`, `runyard.yml` or `runyard.config.ts` in the folder.
 *
 * @throws {RunyardError} `bad-configuration`; its message has all mistakes, one a line, as `FILE:LINE:COLUMN: KEY: WHAT`
 */
export async function loadConfiguration(
  path: string | undefined,
  options: LoadOptions,
): Promise<Configuration> {
  const { folder = process.cwd() } = options;
  const runners = [...options.runners];
  const file = await findFile(path, folder);
  const shown = shownPath(file);
  const source = await readSource(shown, file);
  if (source.value === undefined || source.value === null) {
    throw mistakesError(shown, [
      {
        place: source.place([], "value"),
        message: 'the file is empty ("runyard init" writes one to start from)',
      },
    ]);
  }
  const settings = readBySchema(configurationSchema, source.value);
  const types = await readTypes(source.value, file, runners);
  const written = settings.ok ? settings.value.auth : undefined;
  const auth = written === undefined ? undefined : readAuth(written, dirname(file));
  const writtenMail = settings.ok ? settings.value.mail : undefined;
  const mail = writtenMail === undefined ? undefined : readMail(writtenMail, dirname(file));
  const schedules = readSchedules(source.value, {
    ...{ file, types: types.types, runners },
    notify: (writtenMail?.to.length ?? 0) > 0 ? usualNotifyRules : null,
  });
  const mistakes = [settings, auth, mail]
    .flatMap((part) => (part === undefined || part.ok ? [] : part.mistakes))
    .concat(types.mistakes, schedules.mistakes)
    .concat(settings.ok ? notifyMistakes(types.types, writtenMail) : [])
    .concat(settings.ok ? scheduleNotifyMistakes(schedules.schedules, writtenMail) : []);
  if (!settings.ok || mistakes.length > 0) {
    throw mistakesError(
      shown,
      mistakes.map((mistake) => placeMistake(source, mistake)),
    );
  }
  return configurationOf(file, settings.value, {
    auth: auth?.ok === true ? auth.value : null,
    mail: mail?.ok === true ? mail.value : null,
    types: types.types,
    schedules: schedules.schedules,
  });
}

/** The path as it is told: short where the file is below the current folder. */
function shownPath(file: string): string {
  const short = relative(process.cwd(), file);
  return short.startsWith("..") ? file : short;
}

async function readSource(shown: string, file: string): Promise<Source> {
  if (/\.[cm]?[jt]s$/.test(file)) return readModule(shown, file);
  return readYaml(shown, await readText(shown, file));
}

async function readText(shown: string, file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new RunyardError(
      "bad-configuration",
      `Cannot read the configuration "${shown}": ${messageOf(error)}`,
      { cause: error },
    );
  }
}

function configurationOf(
  file: string,
  written: WrittenConfiguration,
  {
    auth,
    mail,
    types,
    schedules,
  }: {
    readonly auth: AuthSettings | null;
    readonly mail: MailSettings | null;
    readonly types: readonly JobType[];
    readonly schedules: readonly Schedule[];
  },
): Configuration {
  const { host, port, upload_limit: uploadLimitBytes, public_url: publicUrl } = written.server;
  const { upload_hosts: uploadHosts, upload_timeout: uploadTimeoutMs, tls } = written.server;
  const folder = dirname(file);
  return {
    file,
    folder,
    server: {
      host,
      port,
      uploadLimitBytes,
      uploadHosts,
      uploadTimeoutMs,
      publicUrl: publicUrl ?? null,
      tls: tls === undefined ? null : { cert: resolve(folder, tls.cert), key: resolve(folder, tls.key) },
    },
    auth,
    mail,
    ownerLimits: ownerLimitsOf(written.limits),
    store: resolve(folder, written.store),
    concurrent: written.concurrent,
    types: new Map(types.map((type) => [type.name, type])),
    schedules,
    isSerial: written.serialise,
  };
}
