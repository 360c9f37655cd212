import { checkCommand, checkSource } from "../job/mod.ts";
import { type NodesRecipe, type NodesSettings, nodesKeys } from "./nodes-keys.ts";
import type { Runner } from "./runner.ts";

/** The runner `nodes`: a command on each node of a set, as many at once as the fan-out says. The nodes are the job's agenda. */
export const nodesRunner: Runner = {
  name: "nodes",
  keys: nodesKeys,
  agendaKey: "nodes",
  takes: "items",
  gathers: true,
  holds: (recipe) => (recipe as NodesRecipe).fanout,
  suspends: "items",
  subject: "The command",
  check: (type) => {
    const { command } = type.settings as NodesSettings;
    return typeof command === "string"
      ? checkSource(command, Object.keys(type.parameters))
      : checkCommand(type, command);
  },
  plan: (type): NodesRecipe => ({
    ...(type.settings as NodesSettings),
    parameterNames: Object.keys(type.parameters),
    outputLimitBytes: type.limits.outputBytes,
  }),
  launch: () => ({ program: { instanceHost: true }, environment: {} }),
};
