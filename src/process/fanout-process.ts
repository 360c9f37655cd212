import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { FanoutFrames } from "./fanout-frames.ts";
import { FanoutRequests } from "./fanout-requests.ts";
import { StartedChild } from "./fanout-child.ts";
import type { Fanout, FanoutChild, FanoutEnd, FanoutListener, FanoutSpec } from "./fanout.ts";
import { bootId } from "./identity.ts";
import { type Child, launch } from "./launch.ts";
import { type ProcessEnd, signalName } from "./process-end.ts";

/** How long children may take to end when the fanout is closed. */
const GRACE_MS = 5000;

/** The program behind a fanout, `fanout.pl`, and the children that it was asked for. */
export class FanoutProcess implements Fanout {
  readonly #children = new Map<number, StartedChild>();
  readonly #process: Child;
  readonly #requests: FanoutRequests;
  readonly #gone: Promise<void>;
  #lastNumber = 0;
  #isClosed = false;
  #isHeld = false;
  /** How many children must be heard of though output is held, so that they can be ended. */
  #awaited = 0;
  #goneAs: FanoutEnd | null = null;

  constructor() {
    this.#process = launch({
      argv: ["/usr/bin/perl", fileURLToPath(new URL("fanout.pl", import.meta.url))],
      env: { LC_ALL: "C" },
      stdio: { stdin: "pipe", stdout: "pipe", stderr: "inherit" },
    });
    this.#requests = new FanoutRequests((bytes) => this.#process.stdin?.write(bytes));
    const frames = new FanoutFrames(
      (what, number, bytes) =>
        this.#children.get(number)?.hearOutput(what === "o" ? "stdout" : "stderr", bytes),
      (what, number, body) => this.#hear(what, number, body),
    );
    this.#process.stdout?.on("data", (chunk: Buffer) => frames.push(chunk));
    this.#gone = this.#waitForDeath();
    this.#holdUs(false);
  }

  start(spec: FanoutSpec, listener: FanoutListener): FanoutChild {
    if (this.#isClosed) throw new TypeError(`Cannot start "${spec.argv[0]}": the fanout is closed`);
    const number = (this.#lastNumber + 1) >>> 0;
    this.#requests.start(number, spec);
    this.#lastNumber = number;
    const child = new StartedChild(number, spec, listener, this.#requests, (start) => this.#hearOf(start));
    if (this.#children.size === 0) this.#holdUs(true);
    this.#children.set(number, child);
    const end = this.#goneAs;
    if (end !== null) setImmediate(() => this.#end(number, end));
    return child;
  }

  holdOutput(isHeld: boolean): void {
    this.#isHeld = isHeld;
    if (isHeld && this.#awaited === 0 && !this.#isClosed) this.#process.stdout?.pause();
    else this.#process.stdout?.resume();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.holdOutput(false);
    this.#holdUs(true);
    const living = [...this.#children.values()];
    await Promise.all(living.map((child) => child.stop({ ask: "SIGTERM", graceMs: GRACE_MS })));
    this.#process.stdin?.end();
    await this.#gone;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Reads on until a child is known to have started, or not. */
  async #hearOf(start: Promise<void>): Promise<void> {
    this.#awaited++;
    this.holdOutput(this.#isHeld);
    await start;
    this.#awaited--;
    this.holdOutput(this.#isHeld);
  }

  #hear(what: string, number: number, body: Buffer): void {
    const child = this.#children.get(number);
    if (child === undefined) return;
    if (what === "s") {
      const [pid = 0, startTicks = 0] = body.toString("latin1").split(" ").map(Number);
      child.hearStart({ pid, startTicks, bootId: bootId() });
    } else if (what === "w") child.hearWritten(Number(body.toString("latin1")));
    else if (what === "c") child.closeInput();
    else if (what === "x") this.#end(number, parseStatus(Number(body.toString("latin1"))));
    else if (what === "f") this.#end(number, parseFailure(body.toString("latin1"), child.spec));
  }

  #end(number: number, end: FanoutEnd): void {
    const child = this.#children.get(number);
    this.#children.delete(number);
    child?.hearEnd(end);
    if (this.#children.size === 0 && !this.#isClosed) this.#holdUs(false);
  }

  /** Whether our process lives on for it: not while there is nothing to hear. */
  #holdUs(isHeld: boolean): void {
    const how = isHeld ? "ref" : "unref";
    for (const each of [this.#process, this.#process.stdin, this.#process.stdout] as const)
      (each as Pick<Socket, "ref" | "unref"> | null)?.[how]();
  }

  /** What it told before its death is heard first. Those it had told of are killed; of others it is all that we know. */
  async #waitForDeath(): Promise<void> {
    const { stdout } = this.#process;
    const told = stdout === null ? null : new Promise((resolve) => stdout.once("close", resolve));
    const end = await this.#process.exited;
    await told;
    const as: FanoutEnd = end.kind === "launch" ? end : { kind: "lost" };
    this.#goneAs = as;
    await Promise.all(
      [...this.#children].map(([number, child]) => child.kill().then(() => this.#end(number, as))),
    );
  }
}

/** As wait() has it: the signal in the lowest seven bits, the exit status in the next byte. */
function parseStatus(status: number): ProcessEnd {
  const signal = status & 127;
  return signal === 0
    ? { kind: "exit", status: status >> 8 }
    : { kind: "signal", signal: signalName(signal) };
}

function parseFailure(text: string, spec: FanoutSpec): ProcessEnd {
  const [stage, system = "EIO"] = text.split(" ");
  if (stage === "working-folder") return { kind: "launch", reason: stage, system, what: spec.cwd ?? "" };
  return { kind: "launch", reason: "program", system, what: spec.argv[0] };
}
