import type { Registry } from "prom-client";
import type { ServerStatus } from "../run/mod.ts";
import { type Route, defineRoute } from "./route.ts";

/** Counts for Prometheus: how many jobs are where, and for admins how the server itself is. */
export const metricsRoute: Route = defineRoute({
  method: "GET",
  path: "/metrics",
  group: "server",
  summary:
    "Show figures in the text format of Prometheus: of the jobs that the caller may see, for admins of the server too",
  answer: { mediaType: "text/plain; version=0.0.4", description: "The figures" },
  async handle({ reply }, { service }) {
    const status = await service.status();
    const registry = await figuresOf(status);
    // Users see no data folder, and nothing else of the server either.
    const texts = [registry, ...(status.dataFolder === null ? [] : [await processFigures()])];
    const figures = await Promise.all(texts.map((one) => one.metrics()));
    return reply.type(registry.contentType).send(figures.join("\n"));
  },
});

// Loaded when they are asked for, because most servers never are.
async function figuresOf({
  counts,
  agents,
  startedAt,
  version,
  dataFolder,
}: ServerStatus): Promise<Registry> {
  const { Gauge, Registry: Figures } = await import("prom-client");
  const registry = new Figures();
  const gauge = (name: string, help: string, labelNames: readonly string[] = []) =>
    new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] });
  const jobs = gauge("runyard_jobs", "Jobs of a type in a phase", ["type", "phase"]);
  for (const { type, phase, jobs: count } of counts) jobs.set({ type, phase }, count);
  if (dataFolder === null) return registry;
  gauge("runyard_info", "The version of the server", ["version"]).set({ version }, 1);
  gauge("runyard_start_time_seconds", "When the server started, in seconds since 1970").set(startedAt / 1000);
  const attempts = gauge("runyard_attempts", "Attempts that an agent watches over", ["agent"]);
  for (const agent of agents) attempts.set({ agent: agent.name }, agent.attempts ?? 0);
  return registry;
}

let ofProcess: Registry | undefined;

/** Memory, processor time, event loop: what prom-client knows of a process, watched from the first question on. */
async function processFigures(): Promise<Registry> {
  const { Registry: Figures, collectDefaultMetrics } = await import("prom-client");
  if (ofProcess === undefined) {
    ofProcess = new Figures();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
}
