/** A folder under src/, and what it holds in a few words. */
interface Layer {
  readonly name: string;
  readonly holds: string;
}

/**
 * The layers, lowest first: a folder under src/ imports only folders above it in this list, through their `mod.ts`.
 * The lint configuration is made from this list, and a test holds ARCHITECTURE.md to it.
 */
export const layers: readonly Layer[] = [
  { name: "core", holds: "errors, durations, sizes, ids, the clock, typed events" },
  { name: "nodeset", holds: "sets of numbers and of names, groups" },
  { name: "process", holds: "the only place that starts processes: launching, stopping, identity" },
  { name: "task", holds: "commands on node sets, run together and gathered" },
  { name: "interpreter", holds: "live interpreters and the way we speak to them" },
  { name: "job", holds: "jobs, items, phases, parameters, limits and plans, without input or output" },
  { name: "store", holds: "what is kept: the contract, and SQLite behind it" },
  { name: "run", holds: "supervisor, agent, runners, attempt folders, results" },
  { name: "schedule", holds: "when jobs start by themselves" },
  { name: "config", holds: "runyard.yaml and runyard.config.ts" },
  { name: "notify", holds: "who is told when something fails" },
  { name: "uws", holds: "the documents of UWS 1.1, and a client for services of any make" },
  { name: "server", holds: "HTTP: UWS, the JSON API, the event stream" },
  { name: "cli", holds: "one file per command" },
];
