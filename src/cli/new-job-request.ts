import { type FileHandle, open } from "node:fs/promises";
import { basename } from "node:path";
import { RunyardError, readReason } from "../core/mod.ts";
import type { Assignment } from "./assignment.ts";
import type { RequestOptions } from "./client.ts";
import { type FormPart, multipartForm } from "./multipart.ts";

/** A job to be, as the command line describes it. */
export interface NewJob {
  readonly type: string;
  readonly assignments: readonly Assignment[];
  readonly run: boolean;
  readonly runId?: string;
  readonly priority?: number;
}

/** The request that creates a job: JSON, or a form where files go with it. Every file is opened before anything is sent. */
export async function newJobRequest(job: NewJob): Promise<RequestOptions> {
  const { assignments, ...fields } = job;
  if (assignments.filter(({ kind }) => kind === "stdin").length > 1) {
    throw new RunyardError("bad-request", "Cannot read standard input twice: only one parameter can have it");
  }
  if (assignments.every(({ kind }) => kind === "text"))
    return { json: { ...fields, parameters: textParameters(assignments) } };
  const parts = await Promise.all(assignments.map(formPart));
  const texts = Object.entries(fields).map(([name, value]) => ({ name, text: String(value) }));
  // As long as the files are: how long that takes is not ours to say.
  return { stream: multipartForm([...texts, ...parts]), timeoutMs: 0 };
}

function textParameters(
  assignments: readonly Assignment[],
): Readonly<Record<string, string | readonly string[]>> {
  const values = Map.groupBy(assignments, ({ name }) => name);
  return Object.fromEntries(
    [...values].map(([name, given]) => {
      const texts = given.map((assignment) => (assignment.kind === "text" ? assignment.value : ""));
      return [name, texts.length === 1 ? (texts[0] ?? "") : texts];
    }),
  );
}

async function formPart(assignment: Assignment): Promise<FormPart> {
  const name = `parameters.${assignment.name}`;
  if (assignment.kind === "text") return { name, text: assignment.value };
  if (assignment.kind === "stdin") return { name, fileName: "stdin", content: process.stdin };
  return { name, fileName: basename(assignment.path), content: await openFile(assignment) };
}

type FileAssignment = Extract<Assignment, { kind: "file" }>;

async function openFile(assignment: FileAssignment): Promise<AsyncIterable<Uint8Array>> {
  let file: FileHandle | undefined;
  try {
    file = await open(assignment.path);
    if ((await file.stat()).isDirectory()) throw new Error("it is a folder");
    return readFile(file, assignment);
  } catch (error) {
    await file?.close();
    throw readError(assignment, error);
  }
}

async function* readFile(file: FileHandle, assignment: FileAssignment): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of file.createReadStream()) yield chunk as Uint8Array;
  } catch (error) {
    throw readError(assignment, error);
  }
}

function readError({ name, path }: FileAssignment, error: unknown): RunyardError {
  const message = `Cannot read the file "${path}" for the parameter "${name}": ${readReason(error)}`;
  return new RunyardError("bad-parameter", message, { cause: error });
}
