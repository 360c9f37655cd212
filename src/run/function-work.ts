import { pathToFileURL } from "node:url";
import { messageOf } from "../core/mod.ts";
import { emptyPackage } from "../interpreter/mod.ts";
import type { ItemReport } from "./agent-protocol.ts";
import type { FunctionRecipe, JobFunction } from "./function-runner.ts";
import type { HostContext, OpenItem } from "./host-context.ts";
import { type ScheduleFunction, makeScheduleContext } from "./schedule-context.ts";
import { ScheduleProperties } from "./schedule-properties.ts";

type End = Pick<ItemReport, "outcome" | "result" | "resultPackage">;

/** The work of the runner `function` in its instance host: the function is called with item after item. */
export async function doFunctionWork(context: HostContext): Promise<void> {
  Object.assign(process.env, context.environment);
  const recipe = context.recipe.recipe as FunctionRecipe;
  const call = await loadFunction(recipe);
  for (let item = await context.next(); item !== null; item = await context.next()) {
    const end =
      recipe.schedule == null
        ? await callForItem(call as JobFunction, context, item)
        : await callForSchedule(call as ScheduleFunction, context, recipe);
    context.finish(item, end);
  }
}

async function loadFunction({ file, type, schedule }: FunctionRecipe): Promise<unknown> {
  const module = (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
  const path = schedule?.functionPath ?? ["jobs", type, "function"];
  const call = path.reduce<unknown>(partOf, await module.default);
  if (typeof call !== "function")
    throw new TypeError(`Cannot call the function of "${type}": "${file}" has none`);
  return call;
}

function partOf(whole: unknown, key: string): unknown {
  return typeof whole === "object" && whole !== null
    ? (whole as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

function callForItem(call: JobFunction, context: HostContext, item: OpenItem): Promise<End> {
  const { index, name, value, resultsFolder } = item;
  return outcomeOf(async () =>
    call({
      jobId: context.recipe.job,
      parameters: context.parameters,
      item: { index, name, value },
      resultsFolder,
      signal: context.signal,
    }),
  );
}

/** What the function has set is reported with its end, also where it fails; a program of it that failed fails it. */
async function callForSchedule(
  call: ScheduleFunction,
  context: HostContext,
  { file, schedule: label, due = Date.now(), properties: set = {} }: FunctionRecipe,
): Promise<End> {
  if (label == null) throw new TypeError("Cannot call the function of a schedule: its recipe has none");
  const failures: string[] = [];
  const properties = new ScheduleProperties(label.properties, set);
  const { parameters, environment, signal } = context;
  const given = makeScheduleContext({
    ...{ label, file, due, properties, parameters, environment, signal },
    jobId: context.recipe.job,
    onFailure: (message) => void failures.push(message),
  });
  const end = await outcomeOf(async () => call(given));
  const [failure] = failures;
  const isFailed = failure !== undefined && end.outcome.kind === "exit";
  return {
    ...end,
    ...(isFailed ? { outcome: { kind: "refused", message: failure } } : {}),
    resultPackage: { ...emptyPackage, properties: properties.changes },
  };
}

async function outcomeOf(call: () => Promise<unknown>): Promise<End> {
  try {
    const result = await call();
    return { outcome: { kind: "exit", status: 0 }, result, resultPackage: null };
  } catch (thrown) {
    const { name, stack = "" } = thrown instanceof Error ? thrown : new Error(String(thrown));
    return {
      outcome: { kind: "exception", name, message: messageOf(thrown), stack },
      result: null,
      resultPackage: null,
    };
  }
}
