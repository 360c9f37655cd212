import { closeSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { makeToken } from "../core/mod.ts";
import type { Item, Job, Result } from "../job/mod.ts";
import { NodeSet } from "../nodeset/mod.ts";
import { Gather, groupHeader, groupLabel, nodeGroups } from "../task/mod.ts";
import type { KeptHashes } from "./kept-hashes.ts";

/** The result of a nodes job that has ended: what its nodes wrote, equal outputs once. */
export const GATHERED = "gathered";

/** What is read at once. */
const PART_BYTES = 1024 * 1024;

/** Where the outputs come from. */
export interface OutputSource {
  items(): Promise<readonly Item[]>;
  /** What an item wrote to stdout; nothing from its end on. */
  read(index: number, offset: number, length: number): Promise<Uint8Array>;
}

/**
 * The gathered output of a job as a result; it is made when it is first asked for, of all items, whichever attempts did
 * them, and kept beside the job's other files.
 */
export async function gatheredResult(
  job: Job,
  path: string,
  source: OutputSource,
  hashes: KeptHashes,
): Promise<Result> {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) await write(path, source);
  return {
    job: job.id,
    id: GATHERED,
    attempt: "",
    item: 0,
    path: GATHERED,
    sizeBytes: statSync(path).size,
    sha256: await hashes.of(path),
    mediaType: "text/plain",
  };
}

async function write(path: string, source: OutputSource): Promise<void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${makeToken()}`;
  const file = openSync(temporary, "wx", 0o600);
  try {
    const items = await source.items();
    using gather = new Gather();
    for (const item of items) await readInto(gather, item, source);
    for (const part of textOf(gather, items))
      for (let at = 0; at < part.length; ) at += writeSync(file, part, at);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

async function readInto(gather: Gather, { index, name }: Item, source: OutputSource): Promise<void> {
  for (let offset = 0; ; ) {
    const bytes = await source.read(index, offset, PART_BYTES);
    if (bytes.length === 0) return;
    gather.add(name, bytes);
    offset += bytes.length;
  }
}

/** As `runyard run -b` shows it: the outputs with their nodes above, then who did not end with 0. */
function* textOf(gather: Gather, items: readonly Item[]): Iterable<Uint8Array> {
  const codes = new Map(
    items.map((item) => [item.name, item.outcome?.kind === "exit" ? item.outcome.status : null]),
  );
  for (const { nodes, output } of nodeGroups(gather, { returnCode: (node) => codes.get(node) ?? null })) {
    yield Buffer.from(`${groupHeader(groupLabel(nodes.fold(), nodes.size))}\n`);
    let last = 10;
    for (const chunk of output.chunks()) {
      last = chunk.at(-1) ?? last;
      yield chunk;
    }
    if (last !== 10) yield Buffer.from("\n");
  }
  const failed = Map.groupBy(
    items.filter(({ phase }) => phase === "failed"),
    ({ name }) => codes.get(name) ?? null,
  );
  for (const [code, nodes] of failed) {
    const names = NodeSet.fromNames(nodes.map(({ name }) => name));
    const label = groupLabel(names.fold(), names.size);
    yield Buffer.from(`${label}: ${code === null ? "not done" : `exited with exit code ${code}`}\n`);
  }
}
