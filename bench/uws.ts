import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { BenchServer } from "./bench-server.ts";
import { fillStore } from "./fill-store.ts";
import { describeMachine } from "./machine.ts";
import { quantile } from "./median.ts";

/** Lists of a large store; waiters and event streams beside polling; jobs beside their own commands. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      jobs: { type: "string", default: "1000000" },
      waiters: { type: "string", default: "1000" },
      changes: { type: "string", default: "300" },
    },
  });
  const [jobs, waiters, changes] = [values.jobs, values.waiters, values.changes].map(Number) as [
    number,
    number,
    number,
  ];
  print(describeMachine());
  await measureSmallJobs();
  const folder = mkdtempSync(join(tmpdir(), "runyard-bench-uws-"));
  try {
    const made = performance.now();
    await fillStore(join(folder, "data"), jobs);
    print(`${jobs} jobs in the store, made in ${((performance.now() - made) / 1000).toFixed(0)} s`);
    await using server = await BenchServer.start(folder, 2, folder);
    await measureLists(server);
    await measureWaiters(server, waiters, changes);
    await measureStreams(server, waiters, changes);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Six jobs of `true` at two places, and one after the other. */
async function measureSmallJobs(): Promise<void> {
  await using server = await BenchServer.start(tmpdir(), 2);
  const own: number[] = [];
  const overhead: number[] = [];
  const sixes: number[] = [];
  for (let round = 0; round < 50; round++) {
    const started = performance.now();
    const id = await server.submit("true");
    await server.ask("GET", `/api/v1/jobs/${id}?wait=30&phase=QUEUED`);
    const job = await waitForEnd(server, id);
    overhead.push(performance.now() - started);
    own.push(Date.parse(job.endedAt) - Date.parse(job.startedAt));
  }
  for (let round = 0; round < 20; round++) {
    const started = performance.now();
    const ids = await Promise.all(Array.from({ length: 6 }, () => server.submit("true")));
    await Promise.all(ids.map((id) => waitForEnd(server, id)));
    sixes.push(performance.now() - started);
  }
  print(
    `a job of true, create to its end as a client sees it: p50 ${quantile(overhead, 0.5).toFixed(1)} ms, of which the command itself ${quantile(own, 0.5).toFixed(1)} ms`,
  );
  print(
    `six at two places: p50 ${quantile(sixes, 0.5).toFixed(0)} ms, the slowest of 20 rounds ${Math.max(...sixes).toFixed(0)} ms`,
  );
}

interface Ended {
  readonly phase: string;
  readonly startedAt: string;
  readonly endedAt: string;
}

async function waitForEnd(server: BenchServer, id: string): Promise<Ended> {
  for (;;) {
    const job = await server.ask<Ended>("GET", `/api/v1/jobs/${id}?wait=30&phase=EXECUTING`);
    if (job.phase !== "QUEUED" && job.phase !== "EXECUTING") return job;
  }
}

async function measureLists(server: BenchServer): Promise<void> {
  for (const query of ["LAST=10", "PHASE=PENDING&LAST=10", "PHASE=ERROR&PHASE=ABORTED&LAST=10"]) {
    const times: number[] = [];
    for (let round = 0; round < 100; round++) {
      const started = performance.now();
      await read(await open(server, "GET", `/services/true/async?${query}`));
      times.push(performance.now() - started);
    }
    print(`list by ${query}: p50 ${ms(times, 0.5)}, p99 ${ms(times, 0.99)}`);
  }
  const id = await pending(server);
  const started = performance.now();
  const listing = open(server, "GET", "/jobs").then(read);
  const times: number[] = [];
  const over = new AbortController();
  void listing.then(() => over.abort());
  while (!over.signal.aborted) {
    const asked = performance.now();
    await read(await open(server, "GET", `/services/sleep/async/${id}/phase`));
    times.push(performance.now() - asked);
    await sleep(5);
  }
  const megabytes = (await listing) / 1e6;
  print(
    `the list of all: ${megabytes.toFixed(0)} MB in ${((performance.now() - started) / 1000).toFixed(1)} s; ` +
      `beside it ${times.length} looks at a phase, p50 ${ms(times, 0.5)}, p99 ${ms(times, 0.99)}, the slowest ${ms(times, 1)}`,
  );
}

/** Each waits for a job of its own; then some of these are aborted, one after the other. */
async function measureWaiters(server: BenchServer, waiters: number, changes: number): Promise<void> {
  const ids: string[] = [];
  while (ids.length < waiters) ids.push(await pending(server));
  const woken = ids.map(async (id) => {
    await read(await open(server, "GET", `/services/sleep/async/${id}?WAIT=600&PHASE=PENDING`));
    return performance.now();
  });
  await sleep(1000);
  const delays: number[] = [];
  for (const [index, id] of ids.slice(0, changes).entries()) {
    const asked = performance.now();
    await abort(server, id);
    delays.push(((await woken[index]) ?? 0) - asked);
    await sleep(10);
  }
  print(
    `${waiters} WAITs: woken p50 ${ms(delays, 0.5)}, p99 ${ms(delays, 0.99)} after the abort was sent; polling every second: p50 500 ms, p99 990 ms and ${waiters} requests a second`,
  );
  const at = performance.now();
  await Promise.all(ids.slice(changes).map((id) => abort(server, id)));
  await Promise.all(woken);
  print(
    `the other ${waiters - changes}, aborted at once, all woken after ${(performance.now() - at).toFixed(0)} ms`,
  );
}

async function measureStreams(server: BenchServer, streams: number, changes: number): Promise<void> {
  const ids: string[] = [];
  while (ids.length < streams) ids.push(await pending(server));
  const heard = new Map<string, number>();
  const requests = await Promise.all(ids.map((id) => listen(server, `/api/v1/jobs/${id}/events`, heard)));
  const delays: number[] = [];
  for (const id of ids.slice(0, changes)) {
    const asked = performance.now();
    await abort(server, id);
    while (!heard.has(id)) await sleep(0.2);
    delays.push((heard.get(id) ?? 0) - asked);
    await sleep(5);
  }
  print(
    `${streams} event streams of a job each: an abort is heard p50 ${ms(delays, 0.5)}, p99 ${ms(delays, 0.99)} after it was sent`,
  );
  for (const one of requests) one.destroy();
  const counts = { heard: 0 };
  const all = await Promise.all(
    Array.from({ length: streams }, () => tally(server, "/api/v1/events", counts)),
  );
  const spreads: number[] = [];
  for (const id of ids.slice(changes, changes + 20)) {
    const before = counts.heard;
    const asked = performance.now();
    await abort(server, id);
    while (counts.heard < before + streams) await sleep(1);
    spreads.push(performance.now() - asked);
  }
  print(
    `${streams} event streams of all jobs: all have heard an abort p50 ${ms(spreads, 0.5)}, slowest ${ms(spreads, 1)} after it was sent`,
  );
  for (const one of all) one.destroy();
}

async function pending(server: BenchServer): Promise<string> {
  const body = { type: "sleep", parameters: { seconds: 1 }, run: false };
  return (await server.ask<{ id: string }>("POST", "/api/v1/jobs", body)).id;
}

async function abort(server: BenchServer, id: string): Promise<void> {
  await server.ask("POST", `/api/v1/jobs/${id}/abort`);
}

/** Waiters and streams each have a connection of their own. */
const connections = new Agent({ keepAlive: true, maxSockets: 5000 });

async function open(server: BenchServer, method: string, path: string): Promise<IncomingMessage> {
  const sent = request(`${server.url}${path}`, { method, agent: connections });
  sent.end();
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  if ((response.statusCode ?? 500) >= 400) throw new Error(`${method} ${path}: ${response.statusCode}`);
  return response;
}

/** @returns how many bytes there were */
async function read(response: IncomingMessage): Promise<number> {
  let bytes = 0;
  for await (const chunk of response) bytes += (chunk as Buffer).length;
  return bytes;
}

/** Notes when the stream tells of an abort. */
async function listen(
  server: BenchServer,
  path: string,
  heard: Map<string, number>,
): Promise<IncomingMessage> {
  const response = await open(server, "GET", path);
  const id = path.split("/").at(-2) ?? "";
  response.on("data", (chunk: Buffer) => {
    if (chunk.includes("ABORTED")) heard.set(id, performance.now());
  });
  response.on("error", () => {});
  return response;
}

async function tally(server: BenchServer, path: string, counts: { heard: number }): Promise<IncomingMessage> {
  const response = await open(server, "GET", path);
  response.on("data", (chunk: Buffer) => {
    if (chunk.includes("ABORTED")) counts.heard++;
  });
  response.on("error", () => {});
  return response;
}

function ms(values: readonly number[], share: number): string {
  return `${quantile(values, share).toFixed(1)} ms`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
