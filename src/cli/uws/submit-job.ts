import { openAsBlob } from "node:fs";
import { open } from "node:fs/promises";
import { basename } from "node:path";
import { buffer } from "node:stream/consumers";
import { RunyardError, readReason } from "../../core/mod.ts";
import type { UwsSubmitOptions, UwsFile, UwsParameters } from "../../uws/client/mod.ts";
import type { Assignment } from "../assignment.ts";
import { interruptible } from "../interruptible.ts";
import type { Output } from "../output.ts";
import { openService } from "./open-service.ts";
import { watchUwsJob } from "./watch-job.ts";

/** A job of another service to be, as the command line describes it. */
export interface NewUwsJob {
  readonly list: string;
  readonly assignments: readonly Assignment[];
  readonly run: boolean;
  readonly runId?: string;
  readonly wait: boolean;
}

/** `runyard submit URL`: a new job of a UWS service. */
export async function submitUwsJob(output: Output, wanted: NewUwsJob): Promise<void> {
  const { list, assignments, run, runId, wait } = wanted;
  const service = openService(list);
  const options: UwsSubmitOptions = {
    run,
    files: await openFiles(assignments),
    ...(runId === undefined ? {} : { runId }),
  };
  let url: string | undefined;
  await interruptible(
    async (signal) => {
      const job = await service.submit(textsOf(assignments), { ...options, signal });
      ({ url } = job);
      if (!wait) output.show({ url }, () => output.line(job.url));
      else {
        if (!output.json) output.line(job.url);
        await watchUwsJob(output, job, signal);
      }
    },
    () => {
      if (url !== undefined) output.note(`The job goes on; abort it with: runyard abort ${url}`);
    },
  );
}

function textsOf(assignments: readonly Assignment[]): UwsParameters {
  const values = new Map<string, string[]>();
  for (const assignment of assignments) {
    if (assignment.kind === "text")
      values.set(assignment.name, [...(values.get(assignment.name) ?? []), assignment.value]);
  }
  return Object.fromEntries(values);
}

async function openFiles(assignments: readonly Assignment[]): Promise<readonly UwsFile[]> {
  if (assignments.filter(({ kind }) => kind === "stdin").length > 1) {
    throw new RunyardError("bad-request", "Cannot read standard input twice: only one parameter can have it");
  }
  const files: UwsFile[] = [];
  for (const assignment of assignments) {
    if (assignment.kind === "stdin") files.push({ parameter: assignment.name, content: await readStdin() });
    else if (assignment.kind === "file") files.push(await openFile(assignment));
  }
  return files;
}

async function openFile({ name, path }: Extract<Assignment, { kind: "file" }>): Promise<UwsFile> {
  try {
    return { parameter: name, content: await contentOf(path), fileName: basename(path) };
  } catch (error) {
    const message = `Cannot read the file "${path}" for the parameter "${name}": ${readReason(error)}`;
    throw new RunyardError("bad-parameter", message, { cause: error });
  }
}

/** What a pipe holds is read whole: to `openAsBlob`, which does not say either why it can't open a file, it is empty. */
async function contentOf(path: string): Promise<UwsFile["content"]> {
  const file = await open(path);
  try {
    const found = await file.stat();
    if (found.isDirectory()) throw new Error("it is a folder");
    return found.isFile() ? await openAsBlob(path) : new Uint8Array(await file.readFile());
  } finally {
    await file.close();
  }
}

/** Read whole: a form that says how long it is is taken by every service. */
async function readStdin(): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await buffer(process.stdin));
}
