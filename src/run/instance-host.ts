/**
 * The instance host: our own program under the shim, for work that needs us beside it. It asks its agent for items, does
 * them one after another, and writes each report into the attempt's journal before it sends it.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { forgetCompileCacheVariable, messageOf } from "../core/mod.ts";
import { InstanceFailure } from "../interpreter/mod.ts";
import { HostContext } from "./host-context.ts";
import { writeHostFailure } from "./host-failure.ts";
import { HostLine } from "./host-line.ts";
import { ENVIRONMENT_FILE } from "./order-launch.ts";
import { type HostRecipe, RECIPE_FILE } from "./launch-order.ts";

/** What an instance host does for each runner that has one; the others' need not be loaded. */
const works: Readonly<Record<string, () => Promise<(context: HostContext) => Promise<void>>>> = {
  function: async () => (await import("./function-work.ts")).doFunctionWork,
  interpreter: async () => (await import("./interpreter-work.ts")).doInterpreterWork,
  nodes: async () => (await import("./nodes-work.ts")).doNodesWork,
};

const {
  RUNYARD_ATTEMPT: attempt = "",
  RUNYARD_FOLDER: folder = "",
  RUNYARD_GATE: gate = "",
  RUNYARD_PARAMETERS: parametersFile = "",
  RUNYARD_RESULTS: resultsFolder = "",
} = process.env;

forgetCompileCacheVariable();
const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const)
  process.on(name, () => stopping.abort(new Error(`${name} was received`)));

try {
  const recipe = JSON.parse(readFileSync(join(folder, RECIPE_FILE), "utf8")) as HostRecipe;
  const parameters = JSON.parse(readFileSync(parametersFile, "utf8")) as Readonly<Record<string, unknown>>;
  const environment = JSON.parse(readFileSync(join(folder, ENVIRONMENT_FILE), "utf8")) as Readonly<
    Record<string, string>
  >;
  const line = new HostLine(gate, attempt);
  const { signal } = stopping;
  const work = await works[recipe.runner]?.();
  if (work === undefined) throw new TypeError(`Cannot do the work of "${recipe.runner}": it has no host`);
  await work(new HostContext({ recipe, parameters, environment, folder, resultsFolder, signal, line }));
  process.exit(0);
} catch (error) {
  // What an interpreter's setup wrote is there already, with what was raised in it.
  if (!(error instanceof InstanceFailure)) process.stderr.write(`${messageOf(error)}\n`);
  writeHostFailure(folder, messageOf(error));
  process.exit(1);
}
