import { basename, dirname, join, resolve } from "node:path";
import { CopyWorker, ExecWorker, SshWorker, TemplateWorker, type Worker } from "../../task/mod.ts";
import { UsageError } from "../nodeset/usage-error.ts";
import type { Copier, CopyRequest, RunOptions } from "./options.ts";

/** What runs a command on nodes. @throws {UsageError} where there is no such worker */
export function makeCommandWorker(command: string, nodes: readonly string[], kind: string): Worker {
  if (kind === "ssh") return new SshWorker(command, nodes);
  if (kind === "exec") return new ExecWorker(command, nodes);
  if (/\s/.test(kind.trim())) return new TemplateWorker(kind, command, nodes);
  throw new UsageError(
    `There is no worker "${kind}": there are ssh, exec, and templates such as "docker exec -i %h sh -c %command"`,
  );
}

/** What copies, one after the other. @throws {RunyardError} where a source is not here */
export function makeCopyWorkers(
  copy: CopyRequest,
  nodes: readonly string[],
  { worker, mergesErrors }: Pick<RunOptions, "worker" | "mergesErrors">,
): readonly Worker[] {
  if (worker !== "ssh" && worker !== "exec")
    throw new UsageError(`Nothing is copied by the worker "${worker}": there are ssh and exec`);
  refuseSameNames(copy);
  const by = copierOf(copy, worker);
  return copy.sources.map(
    (source) =>
      new CopyWorker(copy.direction, source, destinationOf(source, copy), nodes, {
        by,
        preserve: copy.preserves,
        stderr: !mergesErrors,
      }),
  );
}

/** From a node, the second would replace the first. */
function refuseSameNames({ sources, destination, direction }: CopyRequest): void {
  if (direction === "to" || destination === null) return;
  const firsts = new Map<string, string>();
  for (const source of sources) {
    const name = basename(source);
    const first = firsts.get(name) ?? source;
    firsts.set(name, first);
    if (first !== source)
      throw new UsageError(
        `Cannot copy "${source}" from nodes to "${destination}": "${first}" becomes "${name}.NODE" as well`,
      );
  }
}

/** What a copy is made by. */
export function copierOf({ by }: CopyRequest, worker: string): Copier {
  return by ?? (worker === "exec" ? "cp" : "scp");
}

/** Where it is not told, it is the place that the source has. */
function destinationOf(source: string, { destination, direction }: CopyRequest): string {
  if (destination !== null) return destination;
  return direction === "from" ? dirname(source) : join(dirname(resolve(source)), basename(resolve(source)));
}
