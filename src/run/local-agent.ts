import { closeSync, openSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Log, compileCacheEnvironment, messageOf } from "../core/mod.ts";
import { type Identity, isAlive, launch, signal } from "../process/mod.ts";
import { agentOwner } from "./agent-owner.ts";
import { type DataFolder, makePrivateFolder } from "./data-folder.ts";

/** The name of the agent that `serve` starts on its own host. */
export const LOCAL_AGENT = "local";

const CHECK_MS = 200;
/** An agent that was just started gets this long before another is tried. */
const START_MS = 5000;
/** An idle agent ends within this, unless the machine is very busy. */
const GONE_MS = 3000;
/** The agent's log is cut when it has grown beyond this, at the next start. */
const LOG_LIMIT_BYTES = 10_000_000;

/** Sees to it that an agent runs on this host: one that outlived an earlier server comes back by itself, a dead one is replaced. */
export class LocalAgent {
  readonly #data: DataFolder;
  readonly #isConnected: () => boolean;
  readonly #log: Log;
  #startedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  /** The agent that we started, which may not own its folder yet. */
  #started: Identity | undefined;
  #lastOwner: Identity | undefined;
  #isLetGo = false;

  constructor(data: DataFolder, isConnected: () => boolean, log: Log) {
    this.#data = data;
    this.#isConnected = isConnected;
    this.#log = log;
  }

  keep(): void {
    this.#check();
    this.#timer = setInterval(() => this.#check(), CHECK_MS);
  }

  /** Starts none any more. */
  letGo(): void {
    clearInterval(this.#timer);
    this.#isLetGo = true;
    this.#lastOwner = agentOwner(this.#data.agent.owner) ?? this.#started;
  }

  /** Waits until an agent that nothing needs has ended. One that has not reached us yet would wait for us in vain, and is told to end. */
  async waitUntilGone(): Promise<void> {
    const owner = this.#lastOwner;
    if (owner !== undefined && !this.#isConnected()) signal(owner, "SIGTERM");
    for (const latest = Date.now() + GONE_MS; isThere(owner) && Date.now() < latest; ) await sleep(5);
  }

  #check(): void {
    try {
      this.#startWhereMissing();
    } catch (error) {
      this.#log.error(`cannot look after the agent: ${messageOf(error)}`);
    }
  }

  #startWhereMissing(): void {
    if (this.#isConnected()) {
      this.#startedAt = 0;
      return;
    }
    if (Date.now() - this.#startedAt < START_MS || agentOwner(this.#data.agent.owner) !== undefined) return;
    this.#startedAt = Date.now();
    this.#start();
  }

  #start(): void {
    const { agent, socket } = this.#data;
    makePrivateFolder(agent.path);
    const output = openLog(agent.log);
    const child = launch({
      // What an agent holds is small and short-lived: without this V8 lets the heap grow tenfold before it looks.
      argv: [process.execPath, "--optimize-for-size", agentMainPath(), agent.path, socket, LOCAL_AGENT],
      cwd: "/",
      env: { ...(process.env as Readonly<Record<string, string>>), ...compileCacheEnvironment() },
      stdio: { stdout: output, stderr: output },
    });
    closeSync(output);
    child.unref();
    this.#started = child.identity ?? undefined;
    void child.exited.then((end) => {
      // The next check starts another at once when this one was killed; one that can't start is not tried again at once.
      if (end.kind === "signal") this.#startedAt = 0;
      const isExpected = this.#isLetGo || (end.kind === "exit" && end.status === 0);
      if (!isExpected) this.#log.warn(`the agent ended (${JSON.stringify(end)}); see "${agent.log}"`);
    });
  }
}

function openLog(path: string): number {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_LIMIT_BYTES) truncateSync(path, 0);
  return openSync(path, "a", 0o600);
}

function agentMainPath(): string {
  const own = fileURLToPath(import.meta.url);
  return join(own, "..", own.endsWith(".ts") ? "agent-main.ts" : "agent-main.js");
}

function isThere(owner: Identity | undefined): boolean {
  return owner !== undefined && isAlive(owner);
}
