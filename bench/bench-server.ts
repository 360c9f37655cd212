import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../bin/runyard.js", import.meta.url));

/** A server for measuring: the real one, started as a user starts it, asked over HTTP. */
export class BenchServer implements AsyncDisposable {
  readonly folder: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  #child: ChildProcess;
  #url: string;

  private constructor(folder: string, child: ChildProcess, url: string) {
    this.folder = folder;
    this.#child = child;
    this.#url = url;
  }

  /**
   * @param place a folder of the file system that is measured
   * @param folder one that may hold a store already; a new one in the place unless told
   * @param further parts of the configuration
   */
  static async start(
    place: string,
    concurrent: number,
    folder: string = mkdtempSync(join(place, "runyard-bench-")),
    further = "",
  ): Promise<BenchServer> {
    writeFileSync(
      join(folder, "runyard.yaml"),
      `concurrent: ${concurrent}\njobs:\n  true: { command: ["true"] }\n  sleep: { command: [sleep, "{seconds}"], parameters: { seconds: { type: number, required: true } } }\n${further}`,
    );
    const { child, url } = await serve(folder);
    return new BenchServer(folder, child, url);
  }

  get url(): string {
    return this.#url;
  }

  async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const text = body === undefined ? "" : JSON.stringify(body);
    const headers =
      body === undefined
        ? {}
        : { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
    const sent = request(`${this.#url}${path}`, { method, agent: this.#agent, headers });
    sent.end(text);
    const [response] = (await once(sent, "response")) as [
      AsyncIterable<Buffer> & { readonly statusCode?: number },
    ];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    const answer = Buffer.concat(chunks).toString("utf8");
    if ((response.statusCode ?? 500) >= 400) throw new Error(`${method} ${path}: ${answer}`);
    return JSON.parse(answer || "null") as T;
  }

  async submit(type: string, parameters: Readonly<Record<string, unknown>> = {}): Promise<string> {
    return (await this.ask<{ id: string }>("POST", "/api/v1/jobs", { type, parameters })).id;
  }

  async count(phase: string): Promise<number> {
    return (await this.ask<{ jobs: Record<string, number> }>("GET", "/api/v1/status")).jobs[phase] ?? 0;
  }

  async waitForCount(phase: string, count: number): Promise<void> {
    while ((await this.count(phase)) < count) await sleep(25);
  }

  /** Kills the server as a power cut would, its agent too where told, and starts it again. */
  async killAndRestart({ agentToo }: { readonly agentToo: boolean }): Promise<void> {
    const exited = once(this.#child, "exit");
    if (agentToo) process.kill(this.agentPid, "SIGKILL");
    this.#child.kill("SIGKILL");
    await exited;
    ({ child: this.#child, url: this.#url } = await serve(this.folder));
  }

  get agentPid(): number {
    return (JSON.parse(readFileSync(join(this.folder, "data", "agent", "owner"), "utf8")) as { pid: number })
      .pid;
  }

  /** Resident memory of each process in MB. */
  memory(): Readonly<Record<string, number>> {
    const launcher = readdirSync("/proc").find(
      (pid) => /^\d+$/.test(pid) && isLauncherOf(pid, this.agentPid),
    );
    const pids = { server: this.#child.pid, agent: this.agentPid, launcher: Number(launcher ?? Number.NaN) };
    return Object.fromEntries(
      Object.entries(pids).map(([name, pid]) => [name, residentMb(pid ?? Number.NaN)]),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#child, "exit");
    await this.ask("POST", "/api/v1/stop", { abort: true });
    await exited;
    this.#agent.destroy();
    await sleep(300);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function isLauncherOf(pid: string, agent: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").includes(`) S ${agent} `);
  } catch {
    return false;
  }
}

function residentMb(pid: number): number {
  try {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return Math.round(Number(kilobytes) / 1024);
  } catch {
    return Number.NaN;
  }
}

async function serve(folder: string): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const child = spawn(process.execPath, [PROGRAM, "serve", "--port", "0"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once("exit", () => reject(new Error("The server has not started")));
    child.stdout?.on("data", (chunk: Buffer) => {
      const found = /http:\/\/\S+:\d+/.exec(chunk.toString())?.[0];
      if (found !== undefined) resolve(found);
    });
  });
  return { child, url };
}
