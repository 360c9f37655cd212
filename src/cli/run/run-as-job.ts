import { NodeSet } from "../../nodeset/mod.ts";
import type { JobView } from "../../server/api.ts";
import { type Client, jobPath } from "../client.ts";
import { type Context, makeClient } from "../context.ts";
import { Output } from "../output.ts";
import { exitCodes } from "../plain-exit-codes.ts";
import { defaultAddress, parseServerAddress } from "../server-address.ts";
import { startJob } from "../start-job.ts";
import { beginLastRun, keepLastRun } from "./last-run.ts";
import type { RunOptions } from "./options.ts";
import type { RunSurroundings } from "./work.ts";

/**
 * Runs a command as a job of a server, which keeps what happened. The type must take the parameters `nodes` and `command`: what
 * may be run there is the server's business.
 *
 * @returns 0 where every node did it, 1 where some did not, 130 after Ctrl-C, which leaves the job running
 */
export async function runAsJob(
  nodes: readonly string[],
  type: string,
  options: RunOptions,
  { environment }: RunSurroundings,
): Promise<number> {
  const address = options.server ?? environment["RUNYARD_SERVER"] ?? defaultAddress;
  const output = new Output({
    stdout: process.stdout,
    stderr: process.stderr,
    json: false,
    environment: process.env,
  });
  const token = environment["RUNYARD_TOKEN"];
  const context: Context = { client: makeClient(parseServerAddress(address), token, environment), output };
  const isGathered = options.form === "gathered";
  let job: JobView | undefined;
  const create = async (signal?: AbortSignal): Promise<JobView> => {
    job = await context.client.json<JobView>("jobs", {
      method: "POST",
      json: { type, parameters: { nodes: NodeSet.fromNames(nodes).fold(), command: options.command } },
      ...(signal === undefined ? {} : { signal }),
    });
    beginLastRun(nodes, options.command, environment);
    return job;
  };
  await startJob(context, create, { wait: isGathered, follow: !isGathered });
  const isInterrupted = process.exitCode === exitCodes.interrupted;
  if (job !== undefined && !isInterrupted)
    keepLastRun(await failedNodes(context.client, job.id), options.command, environment);
  if (isGathered && job !== undefined && !isInterrupted)
    for await (const bytes of context.client.bytes(`${jobPath(job.id)}/results/gathered`))
      process.stdout.write(bytes);
  return Number(process.exitCode ?? 0);
}

async function failedNodes(client: Client, job: string): Promise<readonly string[]> {
  const failed: string[] = [];
  for await (const { name, phase } of client.items(job)) if (phase !== "complete") failed.push(name);
  return failed;
}
