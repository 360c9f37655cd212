import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type CheckingRunner, loadConfiguration } from "../../src/config/mod.ts";
import { RunyardError } from "../../src/core/mod.ts";
import { type CommandEntry, checkCommand } from "../../src/job/mod.ts";

/** Two runners for tests of the configuration, without what they do. */
export const runners: readonly CheckingRunner[] = [
  {
    name: "command",
    keys: { command: z.array(z.union([z.string(), z.array(z.string())])).min(1) },
    check: (type) =>
      checkCommand(type, (type.settings as { readonly command: readonly CommandEntry[] }).command),
  },
  {
    name: "function",
    keys: { function: z.custom((value) => typeof value === "function", "expected a function") },
    check: () => [],
  },
];

/** What loading a file with this text says, without the file's own name; it is written into the folder. */
export async function mistakesIn(folder: string, text: string): Promise<readonly string[]> {
  const file = join(folder, "runyard.yaml");
  await writeFile(file, text);
  try {
    await loadConfiguration(file, { runners });
    return [];
  } catch (error) {
    assert.ok(error instanceof RunyardError);
    assert.equal(error.code, "bad-configuration");
    const lines = error.message.split("\n");
    for (const line of lines) assert.ok(line.startsWith(`${file}:`), line);
    return lines.map((line) => line.slice(file.length + 1));
  }
}

/** A configuration of one job type, `a`, with these lines. */
export function typeWith(text: string): string {
  const lines = ["command: [echo]", ...text.split("\n")];
  return `jobs:\n  a:\n${lines.map((line) => `    ${line}\n`).join("")}`;
}
