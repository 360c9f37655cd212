import type { FanoutChild, FanoutEnd, Identity, StopOptions, StopReport } from "../../../process/mod.ts";
import type { ClientListener } from "../../worker.ts";
import { MuxSession, type SessionEnd } from "./mux-session.ts";

/** What a command needs to be run over a master's connection. */
export interface MuxSpec {
  /** For what we say ourselves. */
  readonly node: string;
  readonly socket: string;
  readonly command: string;
  readonly env: readonly (readonly [name: string, value: string])[];
  /** How long master and server may take to begin; 0: no limit. */
  readonly limitMs: number;
  readonly stdin: "none" | "pipe";
  readonly stderr: "separate" | "merged";
}

/** How long a command that was sent a signal may take, where ssh itself would leave at once. */
const LONGEST_GRACE_MS = 1000;

/** A command over a master's connection, or an ssh of its own where that is refused. */
export class MuxChild implements FanoutChild {
  readonly #spec: MuxSpec;
  readonly #listener: ClientListener;
  readonly #startSsh: () => FanoutChild;
  readonly #session: MuxSession;
  readonly #over: PromiseWithResolvers<void> = Promise.withResolvers();
  #ssh: FanoutChild | null = null;
  #hasBegun = false;
  #asked: StopOptions["ask"] | null = null;
  #isOver = false;

  /** @param startSsh the ordinary way, which the listener hears of then */
  constructor(spec: MuxSpec, listener: ClientListener, startSsh: () => FanoutChild) {
    this.#spec = spec;
    this.#listener = listener;
    this.#startSsh = startSsh;
    this.#session = new MuxSession(
      { ...spec, hasInput: spec.stdin === "pipe" },
      {
        onBegin: () => this.#begin(),
        onOutput: (stream, bytes) => this.#take(stream, bytes),
        onWritten: (bytes) => listener.onWritten(bytes),
        onEnd: (end) => this.#hearEnd(end),
      },
    );
  }

  get pid(): number | null {
    return this.#ssh?.pid ?? null;
  }

  get identity(): Identity | null {
    return this.#ssh?.identity ?? null;
  }

  get pendingBytes(): number {
    return this.#ssh?.pendingBytes ?? this.#session.input.pendingBytes;
  }

  write(bytes: Uint8Array): void {
    if (this.#ssh !== null) return this.#ssh.write(bytes);
    if (this.#spec.stdin === "none") throw this.#mistake("its input is no pipe");
    if (this.#session.input.state === "ended") throw this.#mistake("the end of its input was told");
    this.#session.input.add(bytes);
  }

  holdOutput(isHeld: boolean): void {
    this.#session.hold(isHeld);
  }

  end(): void {
    if (this.#ssh !== null) return this.#ssh.end();
    this.#session.input.end();
  }

  async stop(options: StopOptions): Promise<StopReport> {
    if (this.#ssh !== null) return this.#ssh.stop(options);
    if (this.#isOver) return { rung: "asked", left: [] };
    this.#asked = options.ask;
    if (this.#session.mayHaveBegun && options.graceMs > 0) return this.#climb(options);
    this.#session.close({ kind: "signal", signal: options.graceMs > 0 ? options.ask : "SIGKILL" });
    await this.#over.promise;
    return { rung: options.graceMs > 0 ? "asked" : "killed", left: [] };
  }

  /** The command is asked, and then has no session any more, as when its ssh is ended. */
  async #climb({ ask, graceMs, force }: StopOptions): Promise<StopReport> {
    let rung: StopReport["rung"] = "asked";
    const cut = (): void => {
      if (this.#isOver) return;
      rung = "killed";
      this.#session.close({ kind: "signal", signal: "SIGKILL" });
    };
    this.#session.signal(ask, (isDone) => isDone || cut());
    const timer = setTimeout(cut, Math.min(graceMs, LONGEST_GRACE_MS));
    force?.addEventListener("abort", cut, { once: true });
    if (force?.aborted === true) cut();
    await this.#over.promise;
    clearTimeout(timer);
    force?.removeEventListener("abort", cut);
    return { rung, left: [] };
  }

  #begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#listener.onStart();
  }

  #take(stream: "stdout" | "stderr", bytes: Uint8Array): void {
    this.#listener.onOutput(this.#spec.stderr === "merged" ? "stdout" : stream, bytes);
  }

  #hearEnd(end: SessionEnd): void {
    if (end.kind === "refused")
      return this.#asked === null
        ? this.#goOrdinaryWay()
        : this.#finish({ kind: "signal", signal: this.#asked });
    if (end.kind !== "cut") return this.#finish(end);
    this.#begin();
    this.#take("stderr", Buffer.from(`Connection to ${this.#spec.node} closed by remote host.\n`));
    this.#finish({ kind: "exit", status: 255 });
  }

  /** With the input that it was given so far: none of it was taken. */
  #goOrdinaryWay(): void {
    const { input } = this.#session;
    const isEnded = input.state === "ended";
    try {
      const ssh = this.#startSsh();
      for (const bytes of input.takeAll()) ssh.write(bytes);
      if (isEnded) ssh.end();
      this.#ssh = ssh;
    } catch {
      // What starts processes is closed.
      this.#finish({ kind: "lost" });
    }
  }

  #finish(end: FanoutEnd): void {
    this.#isOver = true;
    this.#over.resolve();
    this.#listener.onEnd(end);
  }

  #mistake(problem: string): TypeError {
    return new TypeError(`Cannot write to "${this.#spec.command}": ${problem}`);
  }
}
