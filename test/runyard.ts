import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { lastingPort } from "./lasting-port.ts";

const program = fileURLToPath(new URL("../bin/runyard.js", import.meta.url));

/** How a run of the command line came out. */
export interface RunyardRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a run is given beside its arguments. */
export interface RunyardOptions {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Written to standard input, which ends after it. */
  readonly input?: string | Uint8Array;
  /** Arguments of Node itself. */
  readonly node?: readonly string[];
}

/** Runs the command line to its end. */
export async function runRunyard(args: readonly string[], options: RunyardOptions = {}): Promise<RunyardRun> {
  const child = startRunyard(args, options);
  child.stdin?.end(options.input ?? "");
  return finish(child);
}

/** Starts the command line, its three streams being pipes. */
export function startRunyard(args: readonly string[], options: RunyardOptions = {}): ChildProcess {
  const stdio: StdioOptions = ["pipe", "pipe", "pipe"];
  const { RUNYARD_SERVER: _own, RUNYARD_TOKEN: _token, NO_COLOR: _colour, ...environment } = process.env;
  return spawn(process.execPath, [...(options.node ?? []), program, ...args], {
    stdio,
    env: { ...environment, ...options.environment },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
}

/** Waits for a started command line's end, with all that it wrote. */
export async function finish(child: ChildProcess): Promise<RunyardRun> {
  if (child.stdout === null || child.stderr === null) throw new TypeError("Its output is no pipe");
  const closed = once(child, "close");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await closed;
  return { status: child.exitCode, stdout, stderr };
}

/** A server of its own, on a configuration and a data folder of its own, that is gone when it is disposed of. */
export class TestServer {
  readonly folder: string;
  #child: ChildProcess;
  #url: string;

  private constructor(folder: string, child: ChildProcess, url: string) {
    this.folder = folder;
    this.#child = child;
    this.#url = url;
  }

  /**
   * @param jobs the `jobs:` part of the configuration, as YAML without its key
   * @param rest further parts, with their keys
   */
  static async start(jobs: string, rest = ""): Promise<TestServer> {
    const folder = await mkdtemp(join(tmpdir(), "runyard-cli-"));
    await writeFile(join(folder, "runyard.yaml"), configuration(await lastingPort(), jobs, rest));
    const { child, url } = await serve(folder);
    return new TestServer(folder, child, url);
  }

  /** What it printed, up to the first line's end: the line that says who can reach it holds this. */
  get url(): string {
    return this.#url;
  }

  get process(): ChildProcess {
    return this.#child;
  }

  /** Runs the command line against it. */
  runyard(args: readonly string[], options: RunyardOptions = {}): Promise<RunyardRun> {
    return runRunyard(args, this.#withServer(options));
  }

  /** Starts the command line against it. */
  startRunyard(args: readonly string[], options: RunyardOptions = {}): ChildProcess {
    return startRunyard(args, this.#withServer(options));
  }

  /** Kills it as a power cut would. */
  async kill(): Promise<void> {
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exited;
  }

  /** Starts it again, on the same port and data folder. */
  async restart(): Promise<void> {
    ({ child: this.#child, url: this.#url } = await serve(this.folder));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exited = once(this.#child, "exit");
      const stopped = await this.runyard(["stop", "--abort"]);
      if (stopped.status !== 0) this.#child.kill("SIGTERM");
      await exited;
    }
    await rm(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  #withServer(options: RunyardOptions): RunyardOptions {
    return {
      cwd: this.folder,
      ...options,
      environment: { RUNYARD_SERVER: this.#url, ...options.environment },
    };
  }
}

function configuration(port: number, jobs: string, rest: string): string {
  const indented = jobs.replaceAll(/^(?=.)/gm, "  ");
  return `server: { host: 127.0.0.1, port: ${port} }\nstore: ./data\njobs:\n${indented}\n${rest}\n`;
}

async function serve(folder: string): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const child = startRunyard(["serve"], { cwd: folder });
  let said = "";
  const url = await new Promise<string>((resolve, reject) => {
    const listen = (piece: Buffer): void => {
      said += piece.toString();
      const found = /http:\/\/\S+?:\d+/.exec(said)?.[0];
      if (found !== undefined) resolve(found);
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    child.once("exit", () => reject(new Error(`The server did not start: ${said}`)));
  });
  return { child, url };
}
