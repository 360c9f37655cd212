import assert from "node:assert/strict";
import { ask } from "../http.ts";
import type { Serving } from "../serving.ts";

/** Creates a job, and gives its id. */
export async function createJob(
  { url }: Serving,
  type: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const { status, text } = await ask("POST", `${url}/api/v1/jobs`, { json: { type, ...more } });
  assert.equal(status, 201, text);
  return (JSON.parse(text) as { readonly id: string }).id;
}

/** Waits until a job has ended. */
export async function endOf({ url }: Serving, id: string): Promise<void> {
  const address = `${url}/api/v1/jobs/${id}`;
  for (let phase = "PENDING"; !["COMPLETED", "ERROR", "ABORTED"].includes(phase); ) {
    const { text } = await ask("GET", `${address}?wait=60&phase=${phase}`);
    ({ phase } = JSON.parse(text) as { phase: string });
  }
}
