import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { Socket } from "node:net";
import { RunyardError, messageOf, systemCode } from "../core/mod.ts";
import { makeFifos } from "./fifo.ts";

/**
 * What a shim says: its command runs, its end is recorded, or it could record neither.
 *
 * `failed` has the stage (`folder`: the attempt's folder could not be made, nothing was started; `program`: no process
 * could be made for it, nothing was started; `end`: the command is gone and its end could not be recorded) and the
 * system's error code.
 */
export type Ring =
  | { readonly kind: "started"; readonly attempt: string }
  | { readonly kind: "ended"; readonly attempt: string }
  | { readonly kind: "failed"; readonly attempt: string; readonly stage: string; readonly system: string };

/** An open bell; closing it leaves the named pipe in its place. */
export interface Bell {
  close(): void;
}

/**
 * Listens at a named pipe, which is made (0600) where it is missing.
 *
 * A ring is a hint and may be lost: when nobody listens, or when more than 64 KiB of them wait. The attempt's folder is
 * the truth.
 *
 * @throws {RunyardError} `store-unusable` where it cannot be made or opened, or is something else
 */
export function openBell(path: string, onRing: (ring: Ring) => void): Bell {
  // For reading and writing, so that the last shim that closes it does not end the stream.
  const socket = new Socket({ fd: openFifo(path), readable: true, writable: false });
  let rest = "";
  socket.setEncoding("latin1");
  socket.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const ring of lines.map(parseRing)) if (ring !== null) onRing(ring);
  });
  return { close: () => void socket.destroy() };
}

function openFifo(path: string): number {
  const open = (): number => openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  let file: number;
  try {
    file = open();
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw unusable(path, messageOf(error), error);
    file = makeAndOpen(path, open);
  }
  if (fstatSync(file).isFIFO()) return file;
  closeSync(file);
  throw unusable(path, "it is not a named pipe");
}

function makeAndOpen(path: string, open: () => number): number {
  try {
    makeFifos([path]);
    return open();
  } catch (error) {
    throw unusable(path, messageOf(error), error);
  }
}

function unusable(path: string, reason: string, cause?: unknown): RunyardError {
  return new RunyardError("store-unusable", `Cannot listen at "${path}": ${reason}`, { cause });
}

function parseRing(line: string): Ring | null {
  const [kind, attempt, stage, system] = line.split(" ");
  if (attempt === undefined) return null;
  if (kind === "started" || kind === "ended") return { kind, attempt };
  return kind === "failed" && stage !== undefined && system !== undefined
    ? { kind, attempt, stage, system }
    : null;
}
