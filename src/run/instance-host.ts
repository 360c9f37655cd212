/**
 * The instance host: our own program under the shim, for work that needs us beside it. It asks its agent for items, does
 * them one after another, and writes each report into the attempt's journal before it sends it.
 */
import { fstatSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { messageOf, streamLog } from "../core/mod.ts";
import type { HandedItem, HostGateRequests, ItemReport } from "./agent-protocol.ts";
import { Channel } from "./channel.ts";
import type { JobFunction } from "./function-runner.ts";
import { appendToJournal } from "./journal.ts";

const {
  RUNYARD_ATTEMPT: attempt = "",
  RUNYARD_FOLDER: folder = "",
  RUNYARD_FUNCTION_FILE: file = "",
  RUNYARD_FUNCTION_TYPE: type = "",
  RUNYARD_GATE: gate = "",
  RUNYARD_JOB_ID: jobId = "",
  RUNYARD_PARAMETERS: parametersFile = "",
  RUNYARD_RESULTS: resultsFolder = "",
} = process.env;

/** What is larger belongs in a result file. */
const MAX_RESULT = 1_000_000;
/** How long between two tries to reach an agent that is being replaced. */
const RECONNECT_MS = 100;

/** The line to the agent, while it holds. */
let line: Channel<HostGateRequests, Record<string, never>> | undefined;

const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const)
  process.on(name, () => stopping.abort(new Error(`${name} was received`)));

try {
  await work();
  process.exit(0);
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(1);
}

async function work(): Promise<void> {
  const call = await loadFunction();
  const parameters = JSON.parse(readFileSync(parametersFile, "utf8")) as Readonly<Record<string, unknown>>;
  let reports: readonly ItemReport[] = [];
  while (!stopping.signal.aborted) {
    const item = await next(reports);
    if (item === null) return;
    const report = await doItem(call, parameters, item);
    appendToJournal(folder, report);
    reports = [report];
  }
}

async function loadFunction(): Promise<JobFunction> {
  const module = (await import(pathToFileURL(file).href)) as {
    readonly default?: { readonly jobs?: Readonly<Record<string, { readonly function?: JobFunction }>> };
  };
  const call = module.default?.jobs?.[type]?.function;
  if (typeof call !== "function")
    throw new TypeError(`Cannot call the function of "${type}": "${file}" has none`);
  return call;
}

async function doItem(
  call: JobFunction,
  parameters: Readonly<Record<string, unknown>>,
  item: HandedItem,
): Promise<ItemReport> {
  const startedAt = Date.now();
  const before = outputEnds();
  const itemResults = join(resultsFolder, String(item.index));
  // What an earlier try of the item left is not this one's.
  rmSync(itemResults, { recursive: true, force: true });
  mkdirSync(itemResults, { recursive: true, mode: 0o700 });
  const done = await outcomeOf(async () =>
    call({ jobId, parameters, item, resultsFolder: itemResults, signal: stopping.signal }),
  );
  const after = outputEnds();
  const stdout = { from: before.stdout, to: after.stdout };
  const stderr = { from: before.stderr, to: after.stderr };
  return { index: item.index, ...done, startedAt, endedAt: Date.now(), stdout, stderr };
}

async function outcomeOf(call: () => Promise<unknown>): Promise<Pick<ItemReport, "outcome" | "result">> {
  try {
    const value = await call();
    return { outcome: { kind: "exit", status: 0 }, result: asJson(value) };
  } catch (thrown) {
    const { name, message, stack = "" } = thrown instanceof Error ? thrown : new Error(String(thrown));
    return { outcome: { kind: "exception", name, message, stack }, result: null };
  }
}

/** A value as JSON can hold it; what JSON can't is said in words, and fails nothing. */
function asJson(value: unknown): unknown {
  try {
    const text = JSON.stringify(value ?? null);
    if (text.length > MAX_RESULT)
      return `the value is too large to be kept: ${text.length} characters, at most ${MAX_RESULT}`;
    return JSON.parse(text) as unknown;
  } catch (error) {
    return `the value can't be written as JSON: ${messageOf(error)}`;
  }
}

/** Standard output and standard error are the attempt's files: how long they are now. */
function outputEnds(): { readonly stdout: number; readonly stderr: number } {
  return { stdout: fstatSync(1).size, stderr: fstatSync(2).size };
}

/** Reports and takes the next item, over as many connections as it takes. */
async function next(reports: readonly ItemReport[]): Promise<HandedItem | null> {
  for (;;) {
    const channel = await reach();
    try {
      if (channel !== undefined) return (await channel.ask("next", { attempt, reports })).answer.item;
    } catch {
      // The agent died in the middle: its successor listens at the same place, and both know what was reported.
    }
    await sleep(RECONNECT_MS);
  }
}

async function reach(): Promise<Channel<HostGateRequests, Record<string, never>> | undefined> {
  if (line?.isOpen === true) return line;
  line = await new Promise((resolve) => {
    const socket = connect(gate);
    socket.once("error", () => resolve(undefined));
    socket.once("connect", () => resolve(new Channel(socket, {}, streamLog("instance host"))));
  });
  return line;
}
