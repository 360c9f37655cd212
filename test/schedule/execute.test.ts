import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { ScheduleDetailView } from "../../src/server/schedule-api.ts";
import { until } from "../run-job.ts";
import { finish, runRunyard, startRunyard, type RunyardRun } from "../runyard.ts";

/** The documented pieces of the original's Execute, each in a schedule of its own. */
const configuration = `import { existsSync, writeFileSync } from "node:fs";
export default {
  server: { port: 0 },
  jobs: { greet: { command: ["echo", "hello {name}"], parameters: { name: { type: "string", required: true } } } },
  definitions: {
    plot: { title: "Never run", setup: { what: null, colour: "red" }, job: ({ parameters }) => parameters },
    base: { at: "m22 7:30, w3 15:02", timezone: "Europe/Berlin", properties: { a: "1", b: "2" }, job: ({ definition }) =>
      ["a", "b"].map((name) => definition.properties.get(name)) },
  },
  schedules: {
    typed: { at: "4:30", job: "greet", parameters: { name: "Ada" } },
    listed: { at: ["4:30", "16:30"], command: ["sh", "-c", 'echo "$SCHEDULED_AT $RUNYARD_SCHEDULE"; pwd; exit 3'] },
    counted: { every: 3600, title: "Counts ☃", debug: true, properties: { n: 0, old: "x" }, doc: "Counts up.",
      deprecated: "use another", job: ({ definition, due, jobId }) => {
        const { properties } = definition;
        if (properties.has("old")) properties.clear("old");
        properties.set("n", String(Number(properties.get("n")) + 1));
        return { n: properties.get("n"), old: properties.has("old"), missing: properties.get("no", "none"),
          full: definition.fullId, title: definition.title, debug: definition.debug, due: due.toISOString(), jobId };
      } },
    throws: { every: 3600, job: ({ definition, log }) => {
      definition.properties.set("tried", "yes");
      log.info("about to fail");
      throw new RangeError("no such plate");
    } },
    spawns: { every: 3600, job: async ({ spawn, spawnPython }) => [
      await spawn(["sh", "-c", "echo spawned"]), await spawnPython("bin/plot.py")] },
    failing: { every: 3600, title: "Fails", job: async ({ spawn }) => [
      await spawn(["sh", "-c", "echo lost; exit 7"]), await spawn(["/no/such/program"]), await spawn(["sh", "-c", "kill -9 $$"])] },
    misspawns: { every: 3600, job: ({ spawn }) => spawn("ls -l") },
    blocking: { every: 3600, job: ({ resolve }) => {
      const nobody = new Int32Array(new SharedArrayBuffer(4));
      while (!existsSync(resolve("gate"))) Atomics.wait(nobody, 0, 0, 20);
    } },
    resolves: { every: 3600, job: ({ resolve }) => resolve("data/x.fits") },
    module: { at: "4:30", python: "bin/plot.py#makePlot" },
    program: { at: "4:30", python: "bin/plot.py" },
    bound: { at: "4:30", procDef: "plot", bind: { what: "stars" } },
    derived: { original: "base", properties: { b: "3" } },
    waits: { every: 3600, job: ({ signal, resolve }) => new Promise((_, reject) => {
      signal.addEventListener("abort", () => {
        writeFileSync(resolve("told"), "");
        reject(new Error("told to end"));
      });
      writeFileSync(resolve("waiting"), "");
    }) },
  },
};
`;

const plot = `import os, sys
print("plotting", __name__, os.getcwd() == os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
def makePlot():
    print("made a plot")
`;

let folder = "";
let url = "";
let server: ReturnType<typeof startRunyard>;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "runyard-execute-"));
  await writeFile(join(folder, "runyard.config.ts"), configuration);
  await mkdir(join(folder, "bin"));
  await writeFile(join(folder, "bin", "plot.py"), plot);
  server = startRunyard(["serve"], { cwd: folder });
  url = await new Promise<string>((resolve, reject) => {
    let said = "";
    const listen = (piece: Buffer): void => {
      said += piece.toString();
      const found = /http:\/\/\S+?:\d+/.exec(said)?.[0];
      if (found !== undefined) resolve(found);
    };
    server.stdout?.on("data", listen);
    server.stderr?.on("data", listen);
    server.once("exit", () => reject(new Error(`The server did not start: ${said}`)));
  });
});
after(async () => {
  const ended = finish(server);
  await runyard("stop", "--abort");
  await ended;
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

function runyard(...args: readonly string[]): Promise<RunyardRun> {
  return runRunyard(args, { cwd: folder, environment: { RUNYARD_SERVER: url } });
}

/** What the function of a schedule returned when it was executed. */
async function returned(id: string): Promise<unknown> {
  const run = await runyard("execute", id, "--wait", "--json");
  const [first = "{}"] = run.stdout.split("\n");
  const { id: job } = JSON.parse(first) as { readonly id: string };
  const response = await fetch(`${url}/api/v1/jobs/${job}/items`);
  const { items } = (await response.json()) as { readonly items: readonly { readonly result: unknown }[] };
  return items[0]?.result;
}

async function shown(id: string): Promise<ScheduleDetailView> {
  return (await (await fetch(`${url}/api/v1/schedules/${id}`)).json()) as ScheduleDetailView;
}

test("execute runs a job type with parameters, and its jobs bear the schedule's id", async () => {
  const run = await runyard("execute", "typed", "--follow");
  assert.deepEqual([run.status, run.stdout], [0, "hello Ada\n"]);
  const { lastJob, type } = await shown("typed");
  assert.equal(type, "greet");
  const job = (await (await fetch(`${url}/api/v1/jobs/${lastJob}`)).json()) as { readonly runId: string };
  assert.equal(job.runId, "typed");
});

test("execute runs a command beside the file, with the due instant, and ends with its exit status", async () => {
  const run = await runyard("execute", "runyard.config.ts#listed", "--follow");
  assert.equal(run.status, 3);
  const [environment = "", cwd] = run.stdout.split("\n");
  const { firings, failures } = await shown("listed");
  assert.equal(environment, `${firings[0]?.due} listed`);
  assert.equal(cwd, folder);
  assert.deepEqual([firings[0]?.manual, failures], [true, 1]);
  assert.equal((await runyard("execute", "listed", "--wait")).status, 3);
});

test("a function knows its definition, and what it sets is kept", async () => {
  const first = (await returned("counted")) as Readonly<Record<string, unknown>>;
  const { due, jobId, ...rest } = first;
  assert.deepEqual(rest, {
    ...{ n: "1", old: false, missing: "none", full: "runyard.config.ts#counted" },
    ...{ title: "Counts ☃", debug: true },
  });
  const { firings, properties, doc, deprecated, title } = await shown("counted");
  assert.deepEqual([firings[0]?.due, firings[0]?.job], [due, jobId]);
  assert.deepEqual(properties, { n: "1" });
  assert.deepEqual([doc, deprecated, title], ["Counts up.", "use another", "Counts ☃"]);
  assert.equal(((await returned("counted")) as { readonly n: string }).n, "2");
});

test("what a function throws fails its job with the trace, and what it had set is kept", async () => {
  const run = await runyard("execute", "throws", "--follow");
  assert.equal(run.status, 1);
  assert.match(run.stderr, /about to fail/);
  assert.match(run.stderr, /RangeError: no such plate/);
  assert.deepEqual((await shown("throws")).properties, { tried: "yes" });
});

test("spawn() returns the status and raises nothing; a failure is told as one of the job", async () => {
  assert.deepEqual(await returned("spawns"), [0, 0]);
  const run = await runyard("execute", "failing", "--follow");
  assert.equal(run.status, 1);
  assert.equal(run.stdout, "lost\n");
  assert.match(run.stderr, /A process spawned by Fails failed with 7: sh -c echo lost; exit 7/);
  assert.deepEqual(await returned("failing"), [7, 127, 137]);
  const wrong = await runyard("execute", "misspawns", "--follow");
  assert.match(
    wrong.stderr,
    /Cannot spawn "ls -l": it takes a list, of a program and its arguments, each a text/,
  );
});

test("a function that blocks keeps the server from nothing, and never runs twice at once", async () => {
  const running = runyard("execute", "blocking", "--wait");
  while ((await shown("blocking")).state !== "running")
    await new Promise((resolve) => setTimeout(resolve, 20));
  const second = await runyard("execute", "blocking");
  assert.equal(second.status, 3);
  assert.match(second.stderr, /^Cannot execute the schedule "blocking": job \w+ of it has not ended\n$/);
  const { stdout } = await runyard("schedules", "blocking");
  assert.match(stdout, /^runs: {5}\w{26}$/m);
  assert.doesNotMatch(stdout, /^last: .*\w{26}/m);
  await writeFile(join(folder, "gate"), "");
  assert.equal((await running).status, 0);
});

test("resolve() and python files are relative to the file that defines the schedule", async () => {
  assert.equal(await returned("resolves"), join(folder, "data", "x.fits"));
  const module = await runyard("execute", "module", "--follow");
  assert.equal(module.stdout, "plotting scheduled True\nmade a plot\n");
  assert.equal((await runyard("execute", "program", "--follow")).stdout, "plotting __main__ True\n");
});

test("original, procDef, setup and bind take from definitions what is not said", async () => {
  assert.deepEqual(await returned("bound"), { what: "stars", colour: "red" });
  assert.deepEqual(await returned("derived"), ["1", "3"]);
  const { words } = await shown("derived");
  assert.match(words, /22nd.*07:30.*Wednesdays.*15:02.*Europe\/Berlin/);
});

test("an abort reaches the function's signal", async () => {
  const { stdout } = await runyard("execute", "waits");
  const { lastJob } = await shown("waits");
  assert.match(stdout, new RegExp(lastJob ?? "-"));
  await until("that it waits", () => existsSync(join(folder, "waiting")));
  await runyard("abort", lastJob ?? "");
  while ((await shown("waits")).state === "running") await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal((await shown("waits")).lastPhase, "ABORTED");
  assert.ok(existsSync(join(folder, "told")));
});

test("the work of schedules is offered to nobody", async () => {
  assert.doesNotMatch((await runyard("types")).stdout, /schedule/);
  const refused = await runyard("submit", "schedule:program");
  assert.equal(refused.status, 3);
  assert.match(refused.stderr, /the work of a schedule, which "runyard execute program" runs/);
  assert.equal((await fetch(`${url}/services/schedule%3Aprogram/async`)).status, 404);
  const { lastJob } = await shown("program");
  assert.equal((await runyard("retry", lastJob ?? "")).status, 3);
});

test("execute --local runs without a server, and --dry-run runs nothing", async () => {
  const options = { cwd: folder, environment: { RUNYARD_SERVER: "http://127.0.0.1:9" } };
  const listed = await runRunyard(["execute", "listed", "--local"], options);
  assert.equal(listed.status, 3);
  assert.match(listed.stdout, new RegExp(`listed\n${folder}\n`));
  const throwing = await runRunyard(["execute", `${folder}/runyard.config.ts#throws`, "--local"], options);
  assert.equal(throwing.status, 1);
  assert.match(throwing.stderr, /RangeError: no such plate\n.*at /s);
  const dry = await runRunyard(["execute", "typed", "--dry-run", "--json"], options);
  const said = JSON.parse(dry.stdout) as { readonly command: unknown; readonly nextDue: readonly string[] };
  assert.deepEqual([said.command, said.nextDue.length], [["echo", "hello {name}"], 10]);
  const unknown = await runRunyard(["execute", "type", "--local"], options);
  assert.deepEqual([unknown.status, /did you mean "typed"/.test(unknown.stderr)], [4, true]);
});

test("schedules lists state, last result and next run, and pauses until it is told otherwise", async () => {
  const paused = await runyard("schedules", "pause", "typed", "listed");
  assert.equal(paused.stdout, "typed is paused\nlisted is paused\n");
  const lines = (await runyard("schedules")).stdout.split("\n");
  const line = lines.find((one) => one.startsWith("typed ")) ?? "";
  assert.match(line, /^typed +paused +COMPLETED +0 +- +every day at 04:30 \(UTC\)/);
  const one = await runyard("schedules", "typed");
  assert.match(one.stdout, /fired, by hand/);
  assert.match((await runyard("schedules", "resume", "typed")).stdout, /^typed is not paused; next \d{4}-/);
  assert.equal((await runyard("schedules", "nothing")).status, 4);
});

test("a reload takes new schedules, and a wrong file changes nothing and says so", async () => {
  const before = await shown("counted");
  const path = join(folder, "runyard.config.ts");
  const says = (pattern: RegExp): Promise<string> =>
    new Promise((resolve) => {
      let said = "";
      const listen = (piece: Buffer): void => {
        said += piece.toString();
        if (!pattern.test(said)) return;
        server.stderr?.off("data", listen);
        resolve(said);
      };
      server.stderr?.on("data", listen);
    });
  const text = await readFile(path, "utf8");
  await writeFile(path, text.replace('at: "4:30", job: "greet"', 'at: "4:99", job: "greet"'));
  const refused = says(/stays as it was/);
  server.kill("SIGHUP");
  assert.match(await refused, /schedules\.typed\.at: .*4:99/);
  await writeFile(
    path,
    text.replace("    typed:", '    added: { every: -3600, command: ["true"] },\n    typed:'),
  );
  const taken = says(/again\n/);
  server.kill("SIGHUP");
  await taken;
  while ((await shown("added")).lastPhase !== "COMPLETED")
    await new Promise((resolve) => setTimeout(resolve, 50));
  const now = await shown("counted");
  assert.deepEqual([now.lastJob, now.properties, now.next], [before.lastJob, before.properties, before.next]);
  assert.equal((await shown("listed")).state, "paused");
});
