import { messageOf } from "../../core/mod.ts";
import { History, historyPath } from "../shell/history.ts";
import { TypedLines } from "../shell/typed-lines.ts";
import { exitCodes } from "../plain-exit-codes.ts";
import { executeIn, makeTask, passwordFor, type Session } from "./execute.ts";
import type { RunOptions } from "./options.ts";
import { STOP_GRACE } from "./rollout.ts";
import type { Work } from "./work.ts";
import { Voice } from "./voice.ts";

/** What a prompt goes by, and what its lines change. */
interface Prompt {
  readonly session: Session;
  readonly interrupts: Set<() => void>;
  work: Work;
  nodes: readonly string[];
}

/** Reads commands at a prompt and runs each on the nodes. @returns the exit code */
export async function runInteractive(nodes: readonly string[], work: Work): Promise<number> {
  const { environment } = work.surroundings;
  const history = new History(historyPath("run", environment));
  const interrupts = new Set<() => void>();
  await using task = makeTask(work);
  const session = { task, password: await passwordFor(work) };
  using lines = new TypedLines({
    input: process.stdin,
    output: process.stderr,
    history,
    onInterrupt: () => {
      for (const interrupt of interrupts) interrupt();
    },
  });
  const prompt: Prompt = { session, interrupts, work: withoutInput(work, interrupts), nodes };
  show(prompt);
  for (;;) {
    const event = await lines.next("runyard> ");
    if (event.kind === "end" || (event.kind === "interrupt" && event.isLineEmpty)) break;
    if (event.kind === "interrupt") continue;
    const line = event.text.trim();
    if (line === "quit" || line === "exit") break;
    if (line !== "") await obey(line, prompt);
  }
  history.close();
  return exitCodes.success;
}

/** The terminal is for the prompt: commands have no input, and Ctrl-C comes as a key. */
function withoutInput(work: Work, interrupts: Set<() => void>): Work {
  const onStop = (first: () => void, second: () => void): (() => void) => {
    let count = 0;
    const interrupt = (): void => (count++ === 0 ? first() : second());
    interrupts.add(interrupt);
    return () => void interrupts.delete(interrupt);
  };
  return {
    ...work,
    options: { ...work.options, readsInput: false },
    surroundings: { ...work.surroundings, onStop },
  };
}

async function obey(line: string, prompt: Prompt): Promise<void> {
  const { surroundings } = prompt.work;
  try {
    if (line === "?") return show(prompt);
    if (line === "=") return toggleGathering(prompt);
    if (/^[-+@]/.test(line)) return await changeNodes(line, prompt);
    if (line.startsWith("!")) return await runHere(line.slice(1), prompt);
    if (prompt.nodes.length === 0) throw new Error("No node to run on: add some with +NODES");
    const work = { ...prompt.work, options: { ...prompt.work.options, command: line } };
    await executeIn(prompt.session, prompt.nodes, work);
  } catch (error) {
    surroundings.stderr.write(`${messageOf(error)}\n`);
  }
}

function show({ nodes, work }: Prompt): void {
  const { stderr } = work.surroundings;
  stderr.write(nodes.length === 0 ? "no nodes\n" : `nodes: ${new Voice(stderr, "", true).label(nodes)}\n`);
}

function toggleGathering(prompt: Prompt): void {
  const gathers = prompt.work.options.form !== "gathered";
  const form: RunOptions["form"] = gathers ? "gathered" : "live";
  prompt.work = { ...prompt.work, options: { ...prompt.work.options, form } };
  prompt.work.surroundings.stderr.write(
    gathers ? "outputs are gathered\n" : "lines are shown as they come\n",
  );
}

/** `+NODES`, `-NODES`, and `@NODES` instead of those that there are: a group is written `@@group`. */
async function changeNodes(line: string, prompt: Prompt): Promise<void> {
  const [sign, text] = [line.slice(0, 1), line.slice(1).trim()];
  const { reader } = prompt.work;
  const named = await reader.read([text]);
  const before = sign === "@" ? [] : prompt.nodes;
  prompt.nodes =
    sign === "-" ? before.filter((node) => !named.has(node)) : [...new Set([...before, ...named])];
  show(prompt);
}

/** A command for this machine alone. */
async function runHere(command: string, { session, work, interrupts }: Prompt): Promise<void> {
  const { stdout, stderr } = work.surroundings;
  let isAsked = false;
  const interrupt = (): void => {
    if (isAsked) session.task.kill();
    else session.task.interrupt({ grace: STOP_GRACE });
    isAsked = true;
  };
  interrupts.add(interrupt);
  try {
    await session.task.run(command.replaceAll("\0", ""), {
      stdin: false,
      stderr: true,
      handler: {
        evOutput: (_worker, _key, stream, bytes) => void (stream === "stdout" ? stdout : stderr).write(bytes),
      },
    });
  } finally {
    interrupts.delete(interrupt);
  }
}
