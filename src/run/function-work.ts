import { pathToFileURL } from "node:url";
import type { ItemReport } from "./agent-protocol.ts";
import type { FunctionRecipe, JobFunction } from "./function-runner.ts";
import type { HostContext } from "./host-context.ts";

/** The work of the runner `function` in its instance host: the function is called with item after item. */
export async function doFunctionWork(context: HostContext): Promise<void> {
  Object.assign(process.env, context.environment);
  const call = await loadFunction(context.recipe.recipe as FunctionRecipe);
  for (let item = await context.next(); item !== null; item = await context.next()) {
    const { index, name, value, resultsFolder } = item;
    const end = await outcomeOf(async () =>
      call({
        jobId: context.recipe.job,
        parameters: context.parameters,
        item: { index, name, value },
        resultsFolder,
        signal: context.signal,
      }),
    );
    context.finish(item, end);
  }
}

async function loadFunction({ file, type }: FunctionRecipe): Promise<JobFunction> {
  const module = (await import(pathToFileURL(file).href)) as {
    readonly default?: { readonly jobs?: Readonly<Record<string, { readonly function?: JobFunction }>> };
  };
  const call = module.default?.jobs?.[type]?.function;
  if (typeof call !== "function")
    throw new TypeError(`Cannot call the function of "${type}": "${file}" has none`);
  return call;
}

async function outcomeOf(
  call: () => Promise<unknown>,
): Promise<Pick<ItemReport, "outcome" | "result" | "resultPackage">> {
  try {
    const result = await call();
    return { outcome: { kind: "exit", status: 0 }, result, resultPackage: null };
  } catch (thrown) {
    const { name, message, stack = "" } = thrown instanceof Error ? thrown : new Error(String(thrown));
    return { outcome: { kind: "exception", name, message, stack }, result: null, resultPackage: null };
  }
}
