import { Task } from "../../task/mod.ts";
import { becomeProfiles } from "./become.ts";
import { hasColours } from "../gather/paint.ts";
import { UsageError } from "../nodeset/usage-error.ts";
import { exitCodes } from "../plain-exit-codes.ts";
import { countOf } from "./share.ts";
import { commandWorkers } from "./command-workers.ts";
import { sharedSettings } from "./configure-task.ts";
import { exitCodeFor } from "./exit-code.ts";
import { GatheredForm } from "./gathered-form.ts";
import { JsonForm } from "./json-form.ts";
import { beginLastRun, keepLastRun } from "./last-run.ts";
import { LiveForm } from "./live-form.ts";
import { LiveLinesForm } from "./live-lines-form.ts";
import { copierOf } from "./make-workers.ts";
import { type RunObserver, type RunSummary, allOf } from "./observer.ts";
import { OutputFiles } from "./output-files.ts";
import { OutputGate } from "./output-gate.ts";
import { askPassword, readPasswordFrom } from "./password.ts";
import type { Presentation } from "./presentation.ts";
import type { RolloutPlan } from "./rollout.ts";
import { runInOrder } from "./run-in-order.ts";
import type { RunSurroundings, Work } from "./work.ts";
import { Screen } from "./screen.ts";
import { StandardInput } from "./standard-input.ts";
import { Voice } from "./voice.ts";

/** What a run of several takes from the one before it. */
export interface Session {
  readonly task: Task;
  /** The password that was asked for, or read; null where there is none. */
  readonly password: string | null;
}

/** Does what the command line says on these nodes. @returns the exit code */
export async function execute(nodes: readonly string[], work: Work): Promise<number> {
  await using task = makeTask(work);
  return await executeIn({ task, password: await passwordFor(work) }, nodes, work);
}

/** The same in a session. @param input where commands have one */
export async function executeIn(
  { task, password }: Session,
  nodes: readonly string[],
  work: Work,
): Promise<number> {
  const { options, settings, surroundings } = work;
  // First, because a command that can't be filled in ends here, before anything is shown.
  const workers = commandWorkers(nodes, work);
  await setBecome(task, nodes, work, password);
  const screen = new Screen(surroundings, options, settings);
  const presentation = presentationOf(work, screen);
  task.setInfo("printWarning", (line) => presentation.voice.say(line));
  const input = inputFor(work, password);
  const choice = { returnsLargest: settings.returnsLargest, isCompat: options.isCompat };
  const observers = observersOf(nodes, presentation, screen, (summary) => exitCodeFor(summary, choice));
  const gate = new OutputGate([surroundings.stdout, surroundings.stderr], (isHeld) =>
    task.holdOutput(isHeld),
  );
  const observer = allOf([...observers, gate]);
  if (options.copy === null) beginLastRun(nodes, options.command, surroundings.environment);
  try {
    const plan = { ...planFor(nodes, work), task, input };
    const summary = await runInOrder(workers, plan, observer, {
      onStop: loosening(surroundings.onStop, gate),
      voice: presentation.voice,
    });
    screen.close();
    if (options.copy === null) keepFailed(summary, work);
    await observer.finished(summary);
    const code = exitCodeFor(summary, choice);
    // Every node did it, and not all that they wrote is there.
    return code === exitCodes.success && observer.isIncomplete ? exitCodes.failure : code;
  } finally {
    screen.close();
    input?.close();
  }
}

/** Hears of Ctrl-C, and has what is asked to end be heard. */
function loosening(onStop: RunSurroundings["onStop"], gate: OutputGate): RunSurroundings["onStop"] {
  if (onStop === undefined) return undefined;
  return (first, second) =>
    onStop(() => {
      gate.loosen();
      first();
    }, second);
}

/** What a run is done with: one that stays for the next. */
export function makeTask({ options, settings }: Work): Task {
  const task = new Task();
  for (const name of ["stdoutMsgtree", "stderrMsgtree"] as const) task.setDefault(name, false);
  for (const [name, value] of sharedSettings(settings)) task.setInfo(name, value);
  task.setInfo("startRate", options.startRate);
  task.setInfo("debug", options.debug);
  return task;
}

/** Tells a task as whom commands run on nodes. */
export async function setBecome(
  task: Task,
  nodes: readonly string[],
  { options, reader }: Work,
  password: string | null,
): Promise<void> {
  if (options.becomes.length === 0) return;
  task.setInfo("profiles", await becomeProfiles(options.becomes, nodes, reader));
  task.setInfo("becomePassword", password);
}

/** Asked for once, before anything is started; null where none is wanted. */
export async function passwordFor({ options, settings, surroundings }: Work): Promise<string | null> {
  if (settings.asksPassword && options.becomes.length > 0)
    throw new UsageError("Option --become and a mode that wants a password exclude each other");
  if (options.passwordFd !== null) return readPasswordFrom(options.passwordFd);
  if (!settings.asksPassword && !options.asksPassword) return null;
  const { onStop } = surroundings;
  const stop = onStop?.(
    () => process.exit(130),
    () => process.exit(130),
  );
  try {
    return await askPassword("Password for the nodes: ");
  } finally {
    stop?.();
  }
}

function inputFor({ options, surroundings }: Work, password: string | null): StandardInput | null {
  // With --become each node is given it by the task, and those that become nobody else are not.
  const first = password === null || options.becomes.length > 0 ? "" : `${password}\n`;
  const reads = options.readsInput && !surroundings.terminals.stdin && options.copy === null;
  if (!reads && first === "") return null;
  const source = reads ? surroundings.stdin : nothing();
  return new StandardInput(source, first, options.retry !== null || options.batch !== null);
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // Commands that read more than the password find its end.
}

function presentationOf({ options, settings, reader, surroundings }: Work, screen: Screen): Presentation {
  const { environment, terminals } = surroundings;
  const { color } = settings;
  const coloursOn = (onTerminal: boolean): boolean => hasColours(color, { onTerminal, environment });
  return {
    options,
    settings,
    reader,
    stdout: screen.stdout,
    stderr: screen.stderr,
    colours: { stdout: coloursOn(terminals.stdout), stderr: coloursOn(terminals.stderr) },
    voice: new Voice(
      screen.stderr,
      options.isCompat ? "clush" : "runyard",
      options.isCompat ? settings.hasCounts && options.form !== "live" : settings.hasCounts,
    ),
  };
}

function observersOf(
  nodes: readonly string[],
  presentation: Presentation,
  screen: Screen,
  exitCodeOf: (summary: RunSummary) => number,
): readonly RunObserver[] {
  const { options, voice, stdout } = presentation;
  const form = formOf(nodes, presentation, () => new JsonForm(stdout, exitCodeOf));
  const files =
    options.outdir === null && options.errdir === null
      ? []
      : [new OutputFiles({ stdout: options.outdir, stderr: options.errdir }, voice)];
  return [...files, form, ...screen.watch(nodes, form instanceof GatheredForm ? form.gather : null)];
}

function formOf(nodes: readonly string[], presentation: Presentation, json: () => JsonForm): RunObserver {
  const { form } = presentation.options;
  if (form === "json") return json();
  if (form === "live" || presentation.options.copy !== null) return new LiveForm(presentation);
  return form === "live-lines" ? new LiveLinesForm(nodes, presentation) : new GatheredForm(presentation);
}

function planFor(
  nodes: readonly string[],
  { options }: Work,
): Omit<RolloutPlan, "task" | "worker" | "input"> {
  const { copy, worker, isCompat, batch, maxFail, failFast } = options;
  const speaker = copy === null ? (worker === "ssh" ? "ssh" : null) : copierOf(copy, worker);
  const most = maxFail === null ? nodes.length : countOf(maxFail, nodes.length);
  return {
    nodes,
    speaker: isCompat ? null : speaker,
    mergesErrors: options.mergesErrors,
    batch: batch === null ? nodes.length : Math.max(1, countOf(batch, nodes.length)),
    retry: options.retry,
    mostFailed: failFast ? 0 : most,
    stopsRunning: failFast,
  };
}

function keepFailed({ results }: RunSummary, { options, surroundings }: Work): void {
  const failed = [...results].filter(([, { kind }]) => kind !== "ok").map(([node]) => node);
  keepLastRun(failed, options.command, surroundings.environment);
}
