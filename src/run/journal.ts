import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { systemCode } from "../core/mod.ts";
import type { ItemReport } from "./agent-protocol.ts";

/**
 * The instance host's journal in an attempt's folder: each report is appended before it is sent, so that what was done
 * is known even where host, agent and supervisor die before it arrives.
 */
export function appendToJournal(folder: string, report: ItemReport): void {
  appendFileSync(join(folder, "journal"), `${JSON.stringify(report)}\n`, { mode: 0o600 });
}

/** All whole reports of a journal; a last line that was cut off by a death counts as none. */
export function readJournal(folder: string): readonly ItemReport[] {
  const reports: ItemReport[] = [];
  for (const line of journalText(folder).split("\n")) {
    try {
      if (line !== "") reports.push(JSON.parse(line) as ItemReport);
    } catch {
      break;
    }
  }
  return reports;
}

function journalText(folder: string): string {
  try {
    return readFileSync(join(folder, "journal"), "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return "";
    throw error;
  }
}
