import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { isEnd } from "../src/job/mod.ts";
import type { AttemptView, ItemView, JobView } from "../src/server/api.ts";
import { type OurProcess, type Role, ourProcesses } from "./our-processes.ts";
import { until } from "./run-job.ts";
import { startRunyard } from "./runyard.ts";
import { survivalConfiguration } from "./survival-types.ts";

const KILLS = 100;
/** So many jobs are to be under the kills, or more kills follow. */
const JOBS = 50;
const KILL_EVERY_MS = 350;
/** How many jobs are kept under way. */
const UNDER_WAY = 12;

test("a hundred kill -9 of every kind of process lose nothing, and do nothing twice that was not lost", {
  timeout: 400_000,
}, async () => {
  await using run = await SurvivalRun.start();
  const submitting = run.keepSubmitting();
  for (let kill = 0; kill < KILLS || run.jobs.length < JOBS; kill++) {
    const before = run.worked;
    await run.killOne(kill);
    await sleep(KILL_EVERY_MS * Math.random() * 2);
    // On a machine where kills come quicker than work is done, nothing would ever be.
    await until("something was done between two kills", () => run.worked > before);
  }
  run.isOver = true;
  await submitting;
  await run.waitForEnd();
  for (const job of run.jobs) await run.check(job);
  const killed = new Set(run.kills.map(({ role }) => role));
  assert.deepEqual(
    ROLES.filter((role) => !killed.has(role)),
    [],
  );
});

type Killed = Role | "server";

const ROLES: readonly Killed[] = ["server", "agent", "launcher", "shim", "instance host", "command"];

interface Submitted {
  readonly id: string;
  readonly type: string;
  readonly status: number;
  readonly lines: number;
}

/** One server with its work, and what was done to it. */
class SurvivalRun implements AsyncDisposable {
  readonly #folder: string;
  readonly #data: string;
  readonly #ledger: string;
  #server: ChildProcess;
  #url: string;
  readonly jobs: Submitted[] = [];
  readonly kills: { readonly role: Killed; readonly attempt: string | null }[] = [];
  isOver = false;

  private constructor(folder: string, server: ChildProcess, url: string) {
    this.#folder = folder;
    this.#data = join(folder, "data");
    this.#ledger = join(folder, "ledger");
    this.#server = server;
    this.#url = url;
  }

  static async start(): Promise<SurvivalRun> {
    const folder = mkdtempSync(join(tmpdir(), "runyard-survival-"));
    writeFileSync(join(folder, "runyard.config.ts"), survivalConfiguration(join(folder, "ledger")));
    writeFileSync(join(folder, "ledger"), "");
    const { server, url } = await serve(folder);
    return new SurvivalRun(folder, server, url);
  }

  /** Keeps jobs under way until the kills are over. A submission that a kill cut off may or may not have come to be. */
  async keepSubmitting(): Promise<void> {
    while (!this.isOver) {
      const { jobs = [] } =
        (await this.#tryGet<{ jobs: JobView[] }>("/api/v1/jobs?phase=QUEUED&phase=EXECUTING&limit=100")) ??
        {};
      for (let missing = UNDER_WAY - jobs.length; missing > 0; missing--) await this.#submit();
      await sleep(100);
    }
  }

  async #submit(): Promise<void> {
    const status = Math.random() < 0.3 ? 3 : 0;
    const lines = Math.floor(Math.random() * 2000);
    const type = ["work", "work", "agenda", "items", "live"][Math.floor(Math.random() * 5)] ?? "work";
    const parameters =
      type === "items" || type === "live" ? {} : { status, lines, seconds: (Math.random() * 1.5).toFixed(2) };
    try {
      const response = await fetch(`${this.#url}/api/v1/jobs`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ type, parameters }),
      });
      assert.equal(response.status, 201, await response.clone().text());
      const { id } = (await response.json()) as JobView;
      this.jobs.push({ id, type, status, lines });
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
    }
  }

  /** Kills one process with -9: each role in turn, a random one among several. */
  async killOne(turn: number): Promise<void> {
    const role = ROLES[turn % ROLES.length] ?? "server";
    if (role === "server") return this.#killServer();
    await until(`a ${role} was killed`, () => {
      const candidates = ourProcesses(this.#data).filter((process) => process.role === role);
      const victim = candidates[Math.floor(Math.random() * candidates.length)];
      return victim !== undefined && this.#kill(victim);
    });
  }

  /** How much was written into the ledger: it grows when an item is begun, and when it is ended. */
  get worked(): number {
    return statSync(this.#ledger).size;
  }

  #kill({ pid, role, attempt }: OurProcess): boolean {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      return false;
    }
    this.kills.push({ role, attempt });
    return true;
  }

  async #killServer(): Promise<void> {
    const exited = once(this.#server, "exit");
    this.#server.kill("SIGKILL");
    await exited;
    this.kills.push({ role: "server", attempt: null });
    const { server, url } = await serve(this.#folder);
    this.#server = server;
    this.#url = url;
  }

  async waitForEnd(): Promise<void> {
    for (const latest = Date.now() + 120_000; Date.now() < latest; await sleep(200)) {
      const page = await this.#get<{ jobs: JobView[] }>(
        "/api/v1/jobs?phase=QUEUED&phase=EXECUTING&phase=UNKNOWN",
      );
      if (page.jobs.length === 0) return;
    }
    assert.fail(
      `Jobs have not ended: ${JSON.stringify(await this.#get("/api/v1/jobs?phase=QUEUED&phase=EXECUTING&phase=UNKNOWN"))}`,
    );
  }

  /** A job's phase, its output and its ledger agree with what was asked for and what was killed. */
  async check(submitted: Submitted): Promise<void> {
    const job = await this.#get<JobView>(`/api/v1/jobs/${submitted.id}`);
    const { items } = await this.#get<{ items: ItemView[] }>(`/api/v1/jobs/${submitted.id}/items`);
    const { attempts } = await this.#get<{ attempts: AttemptView[] }>(
      `/api/v1/jobs/${submitted.id}/attempts`,
    );
    const context = JSON.stringify({ job, items, attempts, kills: this.#killsOf(attempts) }, null, 1);
    assert.ok(isEnd(job.phase) && job.endedAt !== null, context);
    for (const item of items) await this.#checkItem(submitted, job, item, attempts, context);
    const isFailed = items.some((item) => item.phase === "failed");
    assert.equal(job.phase, isFailed ? "ERROR" : "COMPLETED", context);
    assert.equal(isFailed, job.error !== null, context);
  }

  async #checkItem(
    submitted: Submitted,
    job: JobView,
    item: ItemView,
    attempts: readonly AttemptView[],
    context: string,
  ): Promise<void> {
    const killed = this.#killsOf(attempts);
    const begun = this.#lines(`begin ${job.id} ${item.index} `);
    assert.ok(begun.length >= 1 || killed.length > 0, `It never began: ${context}`);
    const rerun = killed.filter(
      (kill) =>
        kill.role === "shim" ||
        kill.role === "instance host" ||
        (kill.role === "command" && (job.type === "items" || job.type === "live")),
    );
    assert.ok(
      begun.length <= 1 + rerun.length,
      `It began ${begun.length} times: ${begun.join("; ")} ${context}`,
    );
    if (item.phase === "complete") {
      assert.ok(this.#lines(`end ${job.id} ${item.index} `).length >= 1, `It never ended: ${context}`);
      await this.#checkOutput(submitted, job, item, context);
    } else if (item.outcome?.kind === "exit") {
      assert.equal(item.exitStatus, submitted.status, context);
      await this.#checkOutput(submitted, job, item, context);
    } else {
      assert.ok(killed.length > 0, `It failed and nothing of it was killed: ${context}`);
    }
  }

  async #checkOutput(submitted: Submitted, job: JobView, item: ItemView, context: string): Promise<void> {
    const response = await fetch(`${this.#url}/api/v1/jobs/${job.id}/output/stdout?item=${item.index}`);
    const output = await response.text();
    const lines = Array.from({ length: submitted.lines }, (_, index) => `line ${index}`);
    const expected =
      job.type === "items" || job.type === "live" ? [`item ${item.name}`] : [...lines, "last line"];
    assert.equal(output, `${expected.join("\n")}\n`, context);
    const { results } = await this.#get<{ results: { id: string; item: number }[] }>(
      `/api/v1/jobs/${job.id}/results`,
    );
    assert.equal(results.filter((result) => result.item === item.index).length, 1, context);
  }

  #killsOf(attempts: readonly AttemptView[]): readonly { readonly role: Killed }[] {
    const mine = new Set(attempts.map((attempt) => attempt.id));
    return this.kills.filter((kill) => kill.attempt !== null && mine.has(kill.attempt));
  }

  #lines(beginning: string): readonly string[] {
    return readFileSync(this.#ledger, "utf8")
      .split("\n")
      .filter((line) => line.startsWith(beginning));
  }

  async #get<T>(path: string): Promise<T> {
    const response = await fetch(`${this.#url}${path}`);
    assert.equal(response.status, 200, path);
    return (await response.json()) as T;
  }

  async #tryGet<T>(path: string): Promise<T | undefined> {
    try {
      return await this.#get<T>(path);
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      return undefined;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.isOver = true;
    await fetch(`${this.#url}/api/v1/stop`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ abort: true }),
    }).catch(() => this.#server.kill("SIGTERM"));
    if (this.#server.exitCode === null && this.#server.signalCode === null) await once(this.#server, "exit");
    for (const latest = Date.now() + 60_000; ourProcesses(this.#data).length > 0; await sleep(50)) {
      if (Date.now() > latest) assert.fail(`Processes are left: ${JSON.stringify(ourProcesses(this.#data))}`);
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function serve(folder: string): Promise<{ readonly server: ChildProcess; readonly url: string }> {
  const server = startRunyard(["serve", "--config", join(folder, "runyard.config.ts"), "--port", "0"]);
  let said = "";
  server.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    server.stdout?.on("data", (chunk: Buffer) => {
      const found = /http:\/\/\S+:\d+/.exec(chunk.toString())?.[0];
      if (found !== undefined) resolve(found);
    });
    server.once("exit", () => reject(new Error(`The server ended: ${said}`)));
  });
  return { server, url };
}
