import assert from "node:assert/strict";
import { ask } from "./http.ts";

/** Creates a job by a form. @returns its address */
export async function createJob(list: string, form: Readonly<Record<string, string>> = {}): Promise<string> {
  const answer = await ask("POST", list, { form });
  assert.equal(answer.status, 303, answer.text);
  return answer.headers.get("location") ?? "";
}

/** Asks for a phase, `RUN` or `ABORT`. @returns the status */
export async function askPhase(job: string, phase: string): Promise<number> {
  return (await ask("POST", `${job}/phase`, { form: { PHASE: phase } })).status;
}

/** A job's phase. */
export async function phaseOf(job: string): Promise<string> {
  return (await ask("GET", `${job}/phase`)).text;
}

/** Waits as a client does until a job has ended. @returns its phase */
export async function waitForPhase(job: string): Promise<string> {
  for (const latest = Date.now() + 120_000; ; ) {
    const phase = await phaseOf(job);
    if (!["QUEUED", "EXECUTING", "UNKNOWN"].includes(phase) || Date.now() > latest) return phase;
    await ask("GET", `${job}?WAIT=20&PHASE=${phase}`);
  }
}

/** The text of an element of a job's document; undefined where it is nil or not there. */
export async function elementOf(job: string, name: string): Promise<string | undefined> {
  const { text } = await ask("GET", job);
  return new RegExp(`<uws:${name}[^>]*>([^<]*)</uws:${name}>`).exec(text)?.[1];
}
