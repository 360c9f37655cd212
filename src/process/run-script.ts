import { isUtf8 } from "node:buffer";
import type { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { makeToken } from "../core/mod.ts";
import type { ScriptOptions, ScriptResult } from "../nodeset/mod.ts";
import { sweepLeft } from "./kill-ladder.ts";
import { type Child, launch, stopChild } from "./launch.ts";
import { attemptVariable } from "./launch-request.ts";
import type { ProcessEnd } from "./process-end.ts";

/** More than this from one script is no answer to a question, and would fill our memory. */
const MOST_STDOUT_BYTES = 64 * 1024 * 1024;
/** The end of stderr is enough to tell its last line. */
const KEPT_STDERR_BYTES = 8 * 1024;
/** Long enough for a script to clean up, short enough for somebody who pressed Ctrl-C. */
const GRACE_MS = 500;
/** What a script wrote to stderr before its end arrives within this time. */
const DRAIN_MS = 100;

/**
 * Runs a script by `/bin/sh -c` and collects what it prints, up to 64 MiB. It reads nothing from us. Fulfilled when the
 * shell has ended and its stdout is closed by all who held it, or when all of that has been stopped; never rejected.
 */
export async function runScript(script: string, options: ScriptOptions): Promise<ScriptResult> {
  const { cwd } = options;
  const marker = [options.env[attemptVariable], makeToken()].filter((part) => part !== undefined).join("/");
  const env = { ...options.env, [attemptVariable]: marker };
  if (options.signal.aborted) return { status: null, stdout: "", failure: "it was stopped" };
  if ([script, ...Object.values(options.env)].some((text) => text.includes("\0"))) {
    return { status: null, stdout: "", failure: "it would be given a NUL character" };
  }
  const child = launch({
    argv: ["/bin/sh", "-c", script],
    cwd,
    env,
    stdio: { stdout: "pipe", stderr: "pipe" },
  });
  const tooMuch = new AbortController();
  const stdout = collect(child.stdout, () => tooMuch.abort());
  const stderr = collectTail(child.stderr);
  const ended = Promise.all([child.exited, stdout.closed]);
  await endOrStop(child, marker, ended, AbortSignal.any([options.signal, tooMuch.signal]));
  // What the script left running may hold stderr for hours, and has nothing more to say about its end.
  await Promise.race([stderr.closed, sleep(DRAIN_MS, undefined, { ref: false })]);
  child.stdout?.destroy();
  child.stderr?.destroy();
  const stopped = tooMuch.signal.aborted ? "it printed more than 64 MiB" : "it was stopped";
  if (tooMuch.signal.aborted || options.signal.aborted) return { status: null, stdout: "", failure: stopped };
  if (!isUtf8(stdout.bytes()))
    return { status: null, stdout: "", failure: "it printed what is not UTF-8 text" };
  return describe(await child.exited, stdout.bytes().toString(), stderr.bytes().toString());
}

async function endOrStop(
  child: Child,
  marker: string,
  ended: Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const onAbort = (): void => resolve(stopAll(child, marker));
  signal.addEventListener("abort", onAbort, { once: true });
  await Promise.race([ended, aborted]);
  signal.removeEventListener("abort", onAbort);
  if (signal.aborted) await aborted;
}

/** The ladder starts at the shell; where that has ended already, what it started bears its marker. */
async function stopAll(child: Child, marker: string): Promise<void> {
  await stopChild(child, { ask: "SIGTERM", graceMs: GRACE_MS });
  if (child.pid !== null) await sweepLeft(marker);
}

interface Collected {
  readonly closed: Promise<void>;
  bytes(): Buffer;
}

function collect(stream: Readable | null, onTooMuch: () => void): Collected {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  stream?.on("data", (chunk: Buffer) => {
    sizeBytes += chunk.length;
    if (sizeBytes <= MOST_STDOUT_BYTES) chunks.push(chunk);
    else onTooMuch();
  });
  return { closed: closed(stream), bytes: () => Buffer.concat(chunks) };
}

function collectTail(stream: Readable | null): Collected {
  let tail = Buffer.alloc(0);
  stream?.on("data", (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk]).subarray(-KEPT_STDERR_BYTES);
  });
  return { closed: closed(stream), bytes: () => tail };
}

async function closed(stream: Readable | null): Promise<void> {
  if (stream !== null) await finished(stream).catch(() => undefined);
}

function describe(end: ProcessEnd, stdout: string, stderr: string): ScriptResult {
  switch (end.kind) {
    case "exit": {
      const lastLine = stderr.trimEnd().split("\n").at(-1)?.trim() ?? "";
      return { status: end.status, stdout, failure: end.status === 0 || lastLine === "" ? null : lastLine };
    }
    case "signal":
      return { status: null, stdout, failure: `it was ended by ${end.signal}` };
    case "launch":
      return { status: null, stdout, failure: `it could not be started (${end.what}: ${end.system})` };
  }
}
