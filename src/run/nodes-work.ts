import { appendFileSync } from "node:fs";
import { formatDuration } from "../core/mod.ts";
import type { Outcome } from "../job/mod.ts";
import { Task, type Worker, connectionReason } from "../task/mod.ts";
import type { HostContext, OpenItem } from "./host-context.ts";
import { nodeCommand } from "./node-command.ts";
import type { NodesRecipe } from "./nodes-keys.ts";

/** The work of the runner `nodes` in its instance host: as many nodes at once as the fan-out says. */
export async function doNodesWork(context: HostContext): Promise<void> {
  const recipe = context.recipe.recipe as NodesRecipe;
  Object.assign(process.env, context.environment);
  await using task = makeTask(recipe);
  context.signal.addEventListener("abort", () => task.interrupt());
  // The run waits for nodes to come until this is closed.
  const port = task.port();
  const running = task.resume();
  // Where what starts the commands dies, nothing more comes of those under way: they are lost with this attempt.
  const starter = { isBroken: false };
  const broken = running.then(
    () => undefined,
    () => void (starter.isBroken = true),
  );
  const busy = new Set<Promise<void>>();
  do {
    for (const item of await context.fill(recipe.fanout)) {
      const done = doNode(context, task, recipe, item).finally(() => busy.delete(done));
      busy.add(done);
    }
    // What ended while more was asked for is reported at once, and its place is filled.
    if (busy.size > 0 && !context.hasUnreported) await Promise.race([broken, ...busy]);
  } while (!starter.isBroken && (busy.size > 0 || context.hasUnreported));
  port.close();
  await running;
  if (context.hasOpen && !context.signal.aborted)
    throw new Error("The program that starts the commands has ended");
}

function makeTask(recipe: NodesRecipe): Task {
  const { fanout, timeouts, user, ssh_options: options } = recipe;
  const task = new Task();
  task.setDefault("stderr", true);
  task.setDefault("stdin", false);
  task.setInfo("fanout", fanout);
  task.setInfo("outputLimit", recipe.outputLimitBytes);
  task.setInfo("connectTimeout", timeouts.connect / 1000);
  task.setInfo("commandTimeout", timeouts.command / 1000);
  task.setInfo("sshUser", user ?? null);
  task.setInfo("sshOptions", options);
  return task;
}

async function doNode(context: HostContext, task: Task, recipe: NodesRecipe, item: OpenItem): Promise<void> {
  const finish = (outcome: Outcome): void =>
    context.finish(item, { outcome, result: null, resultPackage: null });
  try {
    const worker = task.shell(nodeCommand(context, item), { nodes: [item.name], worker: recipe.worker });
    await worker.closed;
    // Given up by us, or by what runs the commands: nobody knows how it ended, and it is done again.
    if (!isKnown(worker, item.name)) return;
    // In one piece in the attempt's files: from here to the report nobody else writes.
    item.begin();
    appendFileSync(1, worker.nodeBuffer(item.name));
    appendFileSync(2, worker.nodeError(item.name));
    if (worker.keysCut().length > 0)
      appendFileSync(
        2,
        "runyard: the output is cut: there was no room for the rest in the temporary folder\n",
      );
    finish(outcomeOf(worker, item.name, recipe));
  } catch (error) {
    const { name, message, stack = "" } = error instanceof Error ? error : new Error(String(error));
    finish({ kind: "exception", name, message, stack });
  }
}

function isKnown(worker: Worker, node: string): boolean {
  const isGivenUp = worker.didTimeout || worker.keysOverflowed().length > 0;
  return isGivenUp || worker.retcodes([node]).length > 0;
}

function outcomeOf(worker: Worker, node: string, recipe: NodesRecipe): Outcome {
  const limitBytes = recipe.outputLimitBytes;
  if (worker.keysOverflowed().length > 0) {
    const writtenBytes = worker.nodeBuffer(node).length + worker.nodeError(node).length;
    return { kind: "output-limit", limitBytes, writtenBytes };
  }
  if (worker.didTimeout) {
    const message = `The command took longer than ${formatDuration(recipe.timeouts.command)} and was ended`;
    return { kind: "refused", message };
  }
  const status = worker.nodeRetcode(node);
  const reason = recipe.worker === "ssh" && status === SSH_FAILED ? sshReason(worker, node) : null;
  return reason === null
    ? { kind: "exit", status }
    : { kind: "refused", message: `Cannot connect to the node: ${reason}` };
}

/** What ssh ends with where it could not do its part. */
const SSH_FAILED = 255;

function sshReason(worker: Worker, node: string): string | null {
  // A command that has written was reached.
  if (worker.nodeBuffer(node).length > 0) return null;
  return connectionReason(Buffer.from(worker.nodeError(node)).toString());
}
