import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemCode } from "../core/mod.ts";
import type { Outcome } from "../job/mod.ts";

/** What an instance host has to say beside an exit status, relative to the attempt's folder. */
const FAILURE_FILE = "failure";

/** Says in the attempt's folder why the host ends: in one sentence. */
export function writeHostFailure(folder: string, message: string): void {
  try {
    writeFileSync(join(folder, FAILURE_FILE), message, { mode: 0o600 });
  } catch {
    // The disk is full: the exit status tells that it failed.
  }
}

/** An outcome that a host explains is told in its words. */
export function explainedOutcome(folder: string, outcome: Outcome): Outcome {
  if (outcome.kind !== "exit" || outcome.status === 0) return outcome;
  try {
    const message = readFileSync(join(folder, FAILURE_FILE), "utf8");
    // On a full disk the file can be made, and nothing be written into it.
    return message === "" ? outcome : { kind: "unable", message };
  } catch (error) {
    if (systemCode(error) === "ENOENT") return outcome;
    throw error;
  }
}
