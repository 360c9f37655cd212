import { didYouMean, messageOf } from "../../../core/mod.ts";
import { GroupError, configurationError } from "../group-error.ts";
import type { GroupSource, SourceContext } from "../group-source.ts";
import type { IniValue } from "../ini.ts";
import { SharedCache } from "../shared-cache.ts";
import { type SourceSettings, cacheTimeMs, valueOf } from "../source-settings.ts";
import { type GroupTable, tableSource } from "../table-source.ts";
import { readAnsible } from "./ansible.ts";
import { readGenders } from "./genders.ts";
import { readHosts } from "./hosts.ts";
import { readSlurm } from "./slurm.ts";
import { readSshConfig } from "./ssh-config.ts";

/** Reads all groups of one kind of source. @throws {GroupError} where that fails */
export type ReadTable = (
  settings: SourceSettings,
  context: SourceContext,
  signal: AbortSignal,
) => Promise<GroupTable>;

const readers: Readonly<Record<string, ReadTable>> = {
  ansible: readAnsible,
  genders: readGenders,
  hosts: readHosts,
  slurm: readSlurm,
  ssh_config: readSshConfig,
};

/**
 * A source that we know how to read ourselves: a section of groups.conf with a key `type`. ClusterShell has no such key; where
 * it reads the same file, give it upcalls in the same section, which we then leave alone.
 *
 * - `ansible`: the groups of `ansible-inventory --list`, of the inventory `file` where there is one
 * - `genders`: the attributes of `file` (/etc/genders), each a group, and `attribute=value` as well
 * - `hosts`: the names of `file` (/etc/hosts), in the group `all`
 * - `slurm`: the partitions that `sinfo` tells
 * - `ssh_config`: the hosts of `file` (~/.ssh/config) and what it includes: a group for each file, named after it
 *
 * `command` replaces the program that is asked, or the file that is read (not for `ssh_config`); `cache_time` is the time in
 * seconds after which it is asked again.
 *
 * @throws {GroupError} `bad-group-configuration` for a type that is not one of these
 */
export function nativeSource(type: IniValue, settings: SourceSettings, context: SourceContext): GroupSource {
  const read = Object.hasOwn(readers, type.text) ? readers[type.text] : undefined;
  if (read === undefined) throw unknownType(type);
  if (type.text === "ssh_config" && valueOf(settings, "command") !== undefined) {
    throw configurationError(type, 'a source of the type "ssh_config" reads files, and takes no "command"');
  }
  refuseUnknownKeys(settings);
  const cache = new SharedCache<GroupTable>(context.clock, cacheTimeMs(settings));
  return tableSource(settings.name, {
    load: (signal) => cache.get("table", signal, (work) => readOrTell(read, settings, context, work)),
    clear: () => cache.clear(),
  });
}

const KEYS = ["type", "file", "command", "cache_time", "map", "mapall", "list", "all", "reverse"];

function refuseUnknownKeys({ section }: SourceSettings): void {
  for (const [key, value] of section.values) {
    if (KEYS.includes(key)) continue;
    const meant = didYouMean(key, KEYS);
    const hint = meant === undefined ? `known are ${KEYS.join(", ")}` : `did you mean "${meant}"?`;
    throw configurationError(value, `there is no key "${key}" in a section with a type; ${hint}`);
  }
}

function unknownType(type: IniValue): GroupError {
  const known = Object.keys(readers);
  const meant = didYouMean(type.text, known);
  const hint = meant === undefined ? `one of ${known.join(", ")} is wanted` : `did you mean "${meant}"?`;
  return configurationError(type, `there is no type of group source "${type.text}"; ${hint}`);
}

async function readOrTell(
  read: ReadTable,
  settings: SourceSettings,
  context: SourceContext,
  signal: AbortSignal,
): Promise<GroupTable> {
  try {
    return await read(settings, context, signal);
  } catch (error) {
    if (error instanceof GroupError) throw error;
    throw new GroupError(
      "source-failed",
      `Cannot read the group source "${settings.name}": ${messageOf(error)}`,
      { cause: error },
    );
  }
}
