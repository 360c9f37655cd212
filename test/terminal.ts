import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../bin/runyard.js", import.meta.url));

/** The control characters that keys send. */
export const keys = { interrupt: "\u0003", end: "\u0004", up: "\u001b[A", enter: "\r" } as const;

const PATIENCE_MS = 60_000;

/** The command line on a pseudo-terminal of its own, that of `script` from util-linux. */
export class Terminal implements AsyncDisposable {
  readonly process: ChildProcess;
  readonly #closed: Promise<unknown>;
  #said = "";
  #seen = 0;

  constructor(args: readonly string[], environment: Readonly<Record<string, string>>) {
    const { NO_COLOR: _colour, ...own } = process.env;
    const words = [process.execPath, program, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
    this.process = spawn("script", ["-qefc", `exec ${words.join(" ")}`, "/dev/null"], {
      env: { ...own, TERM: "xterm", SHELL: "/bin/sh", ...environment },
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.process.stdout?.on("data", (piece: Buffer) => {
      this.#said += piece.toString();
    });
    this.#closed = once(this.process, "close");
  }

  /** All that stood on the screen. */
  get said(): string {
    return this.#said;
  }

  type(text: string): void {
    this.process.stdin?.write(text);
  }

  /** Waits until something stands on the screen, behind what was waited for before. @returns what came up to its end */
  async until(pattern: RegExp): Promise<string> {
    for (const start = performance.now(); performance.now() - start < PATIENCE_MS; await sleep(10)) {
      const fresh = this.#said.slice(this.#seen);
      const found = pattern.exec(fresh);
      if (found === null) continue;
      const end = found.index + found[0].length;
      this.#seen += end;
      return fresh.slice(0, end);
    }
    throw new Error(`Not on the screen: ${pattern}; there was ${JSON.stringify(this.#said)}`);
  }

  /** Waits for its end. @returns the exit status */
  async ended(): Promise<number | null> {
    await this.#closed;
    return this.process.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // That is Ctrl-D.
    this.process.stdin?.end();
    const late = setTimeout(() => this.process.kill("SIGKILL"), PATIENCE_MS);
    await this.#closed;
    clearTimeout(late);
  }
}
