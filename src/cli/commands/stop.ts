import { setTimeout as sleep } from "node:timers/promises";
import { Command } from "commander";
import type { StatusView } from "../../server/api.ts";
import { isRefused } from "../answer-error.ts";
import type { Client } from "../client.ts";
import { makeContext } from "../context.ts";
import { helpText } from "../help-text.ts";
import { liveJobsText } from "../live-jobs-text.ts";

/** With --abort the answer comes when every process is gone, which may take as long as the longest grace. */
const ABORT_MS = 300_000;
const PATIENCE_MS = 30_000;
const PAUSE_MS = 100;

/** `runyard stop`: ends a server. */
export function stopCommand(): Command {
  return new Command("stop")
    .description(
      "Ends a server. Its jobs go on, and the next server on the same data folder follows them; with --abort they are aborted first.",
    )
    .option("--abort", "abort every job that has not ended")
    .addHelpText(
      "after",
      helpText(
        ["runyard stop", "runyard stop --abort"],
        "9 where no server runs, 1 where it does not end in time",
      ),
    )
    .action(stop);
}

async function stop(options: { readonly abort?: boolean }, command: Command): Promise<void> {
  const { client, output } = makeContext(command);
  const abort = options.abort === true;
  const { jobs } = await client.json<StatusView>("status");
  await client.request("stop", { method: "POST", json: { abort }, timeoutMs: ABORT_MS });
  await waitUntilGone(client);
  const executing = jobs["EXECUTING"] ?? 0;
  output.show({ stopped: true, aborted: abort, executing }, () => {
    output.line(
      abort
        ? "The server has ended, and every job with it"
        : `The server has ended${liveJobsText(executing)}`,
    );
  });
}

async function waitUntilGone(client: Client): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    try {
      await client.json("status", { timeoutMs: 1000 });
    } catch (error) {
      // A server that is busy with its end may be slow to answer; gone is when nothing listens any more.
      if (isRefused(error)) return;
    }
    await sleep(PAUSE_MS);
  }
  throw new Error(
    `Cannot stop the server at "${client.address.href}": it still answers after ${PATIENCE_MS / 1000} s`,
  );
}
