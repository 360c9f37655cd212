import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import * as fc from "fast-check";
import { type Phase, isEnd } from "../src/job/mod.ts";
import { identify, signal } from "../src/process/mod.ts";
import type { AttemptView, EventView } from "../src/server/api.ts";
import { ask } from "./http.ts";
import { ourProcesses } from "./our-processes.ts";
import { until } from "./run-job.ts";
import { TestServer } from "./runyard.ts";
import { createJob } from "./uws-job.ts";

/** Steps that UWS 1.1 (§2.1.3) has, those of an end but ARCHIVED left out. */
const steps: Readonly<Record<string, readonly string[]>> = {
  created: ["PENDING"],
  PENDING: ["QUEUED", "EXECUTING", "ERROR", "ABORTED", "HELD", "UNKNOWN"],
  HELD: ["QUEUED", "ERROR", "ABORTED", "UNKNOWN"],
  QUEUED: ["EXECUTING", "ERROR", "ABORTED", "HELD", "UNKNOWN"],
  EXECUTING: ["COMPLETED", "ERROR", "ABORTED", "SUSPENDED", "UNKNOWN"],
  SUSPENDED: ["EXECUTING", "ERROR", "ABORTED", "UNKNOWN"],
  UNKNOWN: ["EXECUTING", "SUSPENDED", "COMPLETED", "ERROR", "ABORTED"],
  COMPLETED: ["ARCHIVED"],
  ERROR: ["ARCHIVED"],
  ABORTED: ["ARCHIVED"],
  ARCHIVED: [],
};

const SEED = 20_161_024;
const RUNS = 30;

type Deed =
  | "run"
  | "abort"
  | "delete"
  | "parameter"
  | "put"
  | "runid"
  | "shorten"
  | "destroy"
  | "hold"
  | "release"
  | "suspend"
  | "resume"
  | "begin"
  | "kill"
  | "restart"
  | "pause"
  | "finish";

const deeds = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom<Deed>("run", "abort", "pause") },
    {
      weight: 4,
      arbitrary: fc.constantFrom<Deed>("parameter", "put", "runid", "shorten", "hold", "release", "kill"),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom<Deed>("suspend", "resume"),
    },
    { weight: 1, arbitrary: fc.constantFrom<Deed>("delete", "destroy", "restart") },
  ),
  { minLength: 1, maxLength: 10 },
);

/** Lives that surely come to each end, however slow the machine is. */
const certain: readonly { type: string; status: string; s: string; deeds: Deed[] }[] = [
  { type: "kept", status: "0", s: "0", deeds: ["run", "finish", "destroy"] },
  { type: "kept", status: "3", s: "0", deeds: ["run", "finish", "abort", "run"] },
  { type: "forgotten", status: "0", s: "30", deeds: ["run", "abort", "finish", "release"] },
  {
    type: "kept",
    status: "0",
    s: "30",
    deeds: ["run", "begin", "suspend", "restart", "resume", "abort", "finish"],
  },
  { type: "kept", status: "3", s: "0.1", deeds: ["run", "restart", "finish"] },
  { type: "forgotten", status: "0", s: "30", deeds: ["run", "begin", "suspend", "abort", "finish"] },
  { type: "forgotten", status: "0", s: "0", deeds: ["hold", "run", "pause", "release", "finish"] },
];

let server: TestServer;
/** Where jobs have been, so that the test is known to have looked. */
const reached = new Set<string>();

const ONE = `command: [sh, -c, "trap '' INT; echo 1 > $RUNYARD_RESULTS/r; sleep {s}; exit {status}"],
  parameters: { s: { type: number, default: 0.05 }, status: { type: integer, default: 0 } }`;

before(async () => {
  server = await TestServer.start(`
kept: { ${ONE}, limits: { archive: true, grace: 50ms } }
forgotten: { ${ONE}, limits: { grace: 50ms } }
`);
});
after(() => server[Symbol.asyncDispose]());

test("No sequence of requests takes a job off the table, changes an end, or leaves anything of it behind", async () => {
  const lives = fc.record({
    type: fc.constantFrom("kept", "forgotten"),
    status: fc.constantFrom("0", "3"),
    s: fc.constantFrom("0", "0.1", "30"),
    deeds,
  });
  await fc.assert(
    fc.asyncProperty(lives, async ({ type, status, s, deeds: done }) => {
      const job = await createJob(`${server.url}/services/${type}/async`, { status, s });
      for (const deed of done) await assertFine(deed, job, type);
      if (done.includes("destroy")) await until("it is destroyed", () => isDestroyed(job));
      await assertLaws(job);
      await assertFine("delete", job, type);
      await assertGone(job);
      await assertFine("release", job, type);
    }),
    { seed: SEED, numRuns: RUNS, endOnFailure: true, examples: certain.map((life) => [life]) },
  );
  for (const phase of ["COMPLETED", "ERROR", "ABORTED", "HELD", "SUSPENDED", "ARCHIVED"])
    assert.ok(reached.has(phase), phase);
});

/** What is done is answered as the standard says: never with a failure of the server. */
async function assertFine(deed: Deed, job: string, type: string): Promise<void> {
  const status = await act(deed, job, type);
  assert.ok([200, 303, 400, 403, 404, 409].includes(status), `${deed}: ${status}`);
}

async function act(deed: Deed, job: string, type: string): Promise<number> {
  const post = async (path: string, form: Readonly<Record<string, string>>): Promise<number> =>
    (await ask("POST", `${job}${path}`, { form })).status;
  switch (deed) {
    case "run":
    case "abort":
      return post("/phase", { PHASE: deed.toUpperCase() });
    case "delete":
      return (await ask("DELETE", job)).status;
    case "parameter":
      return post("/parameters", { s: "0.2" });
    case "put":
      return (await ask("PUT", `${job}/parameters/status`, { body: "1" })).status;
    case "runid":
      return post("", { RUNID: "again" });
    case "shorten":
      return post("/executionduration", { EXECUTIONDURATION: "1" });
    case "destroy":
      return post("/destruction", { DESTRUCTION: new Date(Date.now() - 1000).toISOString() });
    case "hold":
    case "release":
      return (await ask("POST", `${server.url}/api/v1/types/${type}/${deed}`)).status;
    case "suspend":
    case "resume":
      return (await ask("POST", `${server.url}/api/v1/jobs/${idOf(job)}/${deed}`)).status;
    case "begin":
      await until("it runs", async () => (await ask("GET", `${job}/phase`)).text === "EXECUTING");
      return 200;
    case "restart":
      await server.kill();
      await server.restart();
      return 200;
    case "kill":
      await killOne(job);
      return 200;
    case "pause":
      await sleep(60);
      return 200;
    case "finish":
      await until("it ends", async () => isEnd((await ask("GET", `${job}/phase`)).text as Phase));
      return 200;
    default:
      throw new TypeError(`Nobody can ${String(deed satisfies never)}`);
  }
}

/** What runs dies as if the machine had ended it: the command's own shim. */
async function killOne(job: string): Promise<void> {
  const { text, status } = await ask("GET", `${server.url}/api/v1/jobs/${idOf(job)}/attempts`);
  const { attempts } = (status === 200 ? JSON.parse(text) : { attempts: [] }) as { attempts: AttemptView[] };
  const pid = attempts.find(({ phase }) => phase === "running")?.pid ?? null;
  const isOurs = ourProcesses(join(server.folder, "data")).some((process) => process.pid === pid);
  const identity = isOurs && pid !== null ? identify(pid) : null;
  if (identity !== null) signal(identity, "SIGKILL");
}

async function assertLaws(job: string): Promise<void> {
  const seen = await phaseSteps(job);
  let last = "created";
  for (const { from, to } of seen) {
    assert.equal(from ?? "created", last);
    assert.ok(steps[last]?.includes(to), `${last} → ${to}`);
    last = to;
    reached.add(to);
  }
  const answer = await ask("GET", job);
  if (answer.status === 404) return;
  const phase = /<uws:phase>(\w+)</.exec(answer.text)?.[1] as Phase;
  const hasEnded = /<uws:endTime>2/.test(answer.text);
  assert.equal(hasEnded, isEnd(phase), `${phase}, endTime ${hasEnded}`);
}

/** Archived or forgotten, as its type says. */
async function isDestroyed(job: string): Promise<boolean> {
  const { status, text } = await ask("GET", `${job}/phase`);
  return status === 404 || text === "ARCHIVED";
}

interface PhaseStep {
  readonly from: Phase | null;
  readonly to: Phase;
}

/** The phases that a job's events tell of, up to the one that it is in. */
async function phaseSteps(job: string): Promise<readonly PhaseStep[]> {
  const phase = (await ask("GET", `${job}/phase`)).text;
  const stream = await fetch(`${server.url}/api/v1/jobs/${idOf(job)}/events?kinds=phase`, {
    signal: AbortSignal.timeout(60_000),
  });
  if (stream.body === null || stream.status === 404) return [];
  const seen: PhaseStep[] = [];
  let text = "";
  for await (const chunk of stream.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const frames = text.split("\n\n");
    text = frames.pop() ?? "";
    for (const frame of frames) {
      const data = /^data: (.*)$/m.exec(frame)?.[1];
      const change = data === undefined ? null : (JSON.parse(data) as EventView).change;
      if (change?.kind === "phase") seen.push(change as unknown as PhaseStep);
    }
    // It may have gone on since it was asked for.
    if (seen.some(({ to }) => to === phase)) break;
  }
  return seen;
}

async function assertGone(job: string): Promise<void> {
  assert.equal((await ask("GET", job)).status, 404);
  const data = join(server.folder, "data");
  const [id, attempts] = [idOf(job), join(data, "agent", "attempts")];
  await until("nothing of it runs", () => !ourProcesses(data).some(({ attempt }) => attempt !== null));
  await until("its folder is gone", () => !existsSync(join(data, "jobs", id.slice(0, 2), id)));
  await until("its attempts are gone", async () => (await namesIn(attempts)).length === 0);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

function idOf(job: string): string {
  return job.split("/").at(-1) ?? "";
}
