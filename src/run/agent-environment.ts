import type { StartOrder } from "./agent-protocol.ts";

/**
 * The environment of an attempt: the names on its allow-list from the agent's own environment, then what the job type
 * sets, then ours. `RUNYARD_ATTEMPT` is the marker by which the sweep finds what escaped.
 */
export function attemptEnvironment(
  order: StartOrder,
  own: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const passed = Object.entries(own).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && order.passEnvironment.some((pattern) => matches(entry[0], pattern)),
  );
  return {
    ...Object.fromEntries(passed),
    ...order.setEnvironment,
    ...order.launch.environment,
    RUNYARD_ATTEMPT: order.id,
  };
}

function matches(name: string, pattern: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
