import { commandRunner } from "./command-runner.ts";
import { functionRunner } from "./function-runner.ts";
import { interpreterRunner } from "./interpreter-runner.ts";
import { nodesRunner } from "./nodes-runner.ts";
import type { Runner } from "./runner.ts";

/** All runners by their names: the only place where one is registered. */
export const runners: ReadonlyMap<string, Runner> = new Map(
  [commandRunner, functionRunner, interpreterRunner, nodesRunner].map((runner) => [runner.name, runner]),
);
