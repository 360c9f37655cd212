import type { Settings, TaskDefaults } from "../settings.ts";
import type { ShellOptions } from "../shell-options.ts";
import type { Worker } from "../worker.ts";
import { type CopySettings, CopyWorker } from "./copy-worker.ts";
import { ExecWorker } from "./exec-worker.ts";
import { LocalWorker } from "./local-worker.ts";
import type { Nodes } from "./node-names.ts";
import { SshWorker } from "./ssh-worker.ts";
import { TemplateWorker } from "./template-worker.ts";

/** How files are copied, and where to or from. */
export interface CopyOptions extends CopySettings {
  readonly nodes: Nodes;
  /** Which worker reaches the nodes; `exec` copies here. */
  readonly worker?: string;
}

/** The worker of a shell command. @throws {TypeError} where a key is told for a command on nodes */
export function makeShellWorker(
  command: string,
  options: ShellOptions,
  defaults: Settings<TaskDefaults>,
): Worker {
  const { nodes, key, remote = true, worker } = options;
  if (nodes === undefined) return new LocalWorker(command, options);
  if (key !== undefined) throw new TypeError("Cannot give a command on nodes a key: its keys are the nodes");
  const kind = worker ?? (remote ? defaults.get("distantWorker") : defaults.get("localWorker"));
  if (kind === "ssh") return new SshWorker(command, nodes, options);
  if (kind === "exec") return new ExecWorker(command, nodes, options);
  if (kind.includes(" ")) return new TemplateWorker(kind, command, nodes, options);
  throw new RangeError(
    `Cannot run "${command}": there is no worker "${kind}"; there are ssh, exec, and templates such as "docker exec -i %h sh -c"`,
  );
}

/** The worker of a copy. */
export function makeCopyWorker(
  direction: "to" | "from",
  source: string,
  destination: string,
  { nodes, worker, ...settings }: CopyOptions,
  defaults: Settings<TaskDefaults>,
): Worker {
  const kind = worker ?? defaults.get("distantWorker");
  const by = settings.by ?? (kind === "exec" ? "cp" : "scp");
  return new CopyWorker(direction, source, destination, nodes, { ...settings, by });
}
