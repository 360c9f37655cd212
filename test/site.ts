import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  type GroupResolver,
  type LoadGroupsOptions,
  type RunScript,
  loadGroups,
} from "../src/nodeset/mod.ts";
import { runScript } from "../src/process/mod.ts";

/** A folder with the configuration of groups, and the scripts that were run for them. */
export interface Site {
  readonly folder: string;
  readonly scripts: readonly string[];
  readonly run: RunScript;
  readonly warnings: readonly string[];
  /** Writes a file, by its path under the folder. */
  write(path: string, text: string): void;
  /** Loads the groups that `groups.conf` in the folder speaks of, and of no other file on this machine. */
  load(options?: Partial<LoadGroupsOptions>): Promise<GroupResolver>;
  [Symbol.dispose](): void;
}

/** Makes a site of files, by their paths. Scripts are really run, one after the other listed in `scripts`. */
export function makeSite(files: Readonly<Record<string, string>>): Site {
  const folder = mkdtempSync(join(tmpdir(), "runyard-groups-"));
  const scripts: string[] = [];
  const warnings: string[] = [];
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text, { mode: text.startsWith("#!") ? 0o755 : 0o644 });
  };
  const run: RunScript = (script, options) => {
    scripts.push(script);
    return runScript(script, options);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  return {
    folder,
    scripts,
    run,
    warnings,
    write,
    load: (options) =>
      loadGroups({
        run,
        groupsConf: join(folder, "groups.conf"),
        environment: { PATH: process.env["PATH"], HOME: folder },
        onWarning: (text) => warnings.push(text),
        ...options,
      }),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
