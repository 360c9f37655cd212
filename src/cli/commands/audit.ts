import { Command } from "commander";
import type { AuditEntryView } from "../../server/api.ts";
import { makeContext } from "../context.ts";
import { helpText } from "../help-text.ts";
import { parseCount } from "../option-values.ts";
import type { Column } from "../table.ts";

const columns: readonly Column[] = [
  { title: "TIME" },
  { title: "WHO" },
  { title: "FROM" },
  { title: "WHAT" },
  { title: "JOB" },
  { title: "OUTCOME" },
];

/** `runyard audit`: who did what. */
export function auditCommand(): Command {
  return new Command("audit")
    .description("Shows who did what on a server, newest first. Only admins may see it.")
    .option("--limit <number>", "at most so many, 1000 at most", parseCount, 100)
    .addHelpText("after", helpText(["runyard audit", "runyard audit --limit 1000 --json"], "3 for users"))
    .action(async ({ limit }: { readonly limit: number }, command: Command) => {
      const { client, output } = makeContext(command);
      const path = `audit?limit=${Math.min(limit, 1000)}`;
      const { entries } = await client.json<{ readonly entries: readonly AuditEntryView[] }>(path);
      output.list(entries, columns, ({ at, caller, address, action, job, outcome }) => [
        output.instant(at),
        caller ?? "-",
        address,
        action,
        job ?? "-",
        outcome,
      ]);
    });
}
