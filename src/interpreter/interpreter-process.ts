import { makeToken } from "../core/mod.ts";
import {
  type Child,
  type ProcessEnd,
  type StopReport,
  attemptVariable,
  launch,
  signal,
  signalGroup,
  stopChild,
  sweepLeft,
} from "../process/mod.ts";
import { BackChannel } from "./back-channel.ts";
import { ChannelListener } from "./channel-listener.ts";
import type { Language } from "./language.ts";
import type { Message, Order } from "./message.ts";
import { type OnWritten, WrittenOutput } from "./written-output.ts";

/** What an interpreter is started with. */
export interface InterpreterSettings {
  readonly language: Language;
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string | null;
  readonly env: Readonly<Record<string, string>>;
  /** Where what it writes is to be kept; null for a folder of its own, which goes with it. */
  readonly outputFolder: string | null;
  readonly mergeStderr: boolean;
  /** An inherited descriptor, or a socket that is connected to, for an application that closes descriptors. */
  readonly channel: "inherited" | "socket";
}

/** Of the replies that were sent before the end of a process, none is on its way for longer. */
const DRAIN_MS = 30;

/** A live interpreter: its process, the private way to it, and what it writes. */
export class InterpreterProcess {
  readonly #interrupts: Language["interrupts"];
  readonly child: Child;
  readonly channel: BackChannel;
  readonly output: WrittenOutput;
  readonly #listener: ChannelListener | null;
  /** Fulfilled at its end, when all that it said has been heard. */
  readonly ended: Promise<ProcessEnd>;
  /** Fulfilled when it has ended and nothing is left below it. */
  readonly gone: Promise<void>;

  constructor(settings: InterpreterSettings, onMessage: (message: Message) => void, onWritten: OnWritten) {
    const { env, outputFolder, mergeStderr } = settings;
    this.#interrupts = settings.language.interrupts;
    this.output = new WrittenOutput(outputFolder, mergeStderr, onWritten);
    // Below the marker of the attempt that we are part of, so that its end finds our processes as well.
    const marker = [env[attemptVariable], makeToken()].filter((part) => part !== undefined).join("/");
    this.channel = new BackChannel(onMessage);
    this.#listener = settings.channel === "socket" ? this.#listen() : null;
    this.child = this.#launch(settings, marker);
    this.output.closeWriters();
    const [stream] = this.child.extra;
    if (stream != null) this.channel.attach(stream);
    this.ended = this.#waitForEnd();
    this.gone = this.ended.then(() => this.#sweep(marker));
  }

  /** @returns how many bytes went out, or -1 where nobody hears it any more */
  send(order: Order, bytes?: Uint8Array): number {
    return this.channel.send(order, bytes);
  }

  /** Interrupts what it does, as Ctrl-C does. */
  interrupt(): void {
    const { identity } = this.child;
    if (this.#interrupts === "order") this.send({ kind: "interrupt" });
    else if (identity !== null) signalGroup(identity, "SIGINT");
  }

  /** Interrupts the interpreter itself once more, which may have missed that; the programs that it runs hear nothing of it. */
  interruptAgain(): void {
    const { identity } = this.child;
    if (this.#interrupts === "two signals" && identity !== null) signal(identity, "SIGURG");
  }

  /** Ends it: SIGTERM, and after the grace the rest of the ladder. */
  async stop(graceMs: number): Promise<StopReport["rung"]> {
    const { rung } = await stopChild(this.child, { ask: "SIGTERM", graceMs });
    return rung;
  }

  #listen(): ChannelListener {
    try {
      return new ChannelListener((socket, hello) => this.channel.attach(socket, hello));
    } catch (error) {
      this.output[Symbol.dispose]();
      throw error;
    }
  }

  /** Where even the attempt is refused, nothing is left of what was made for it. */
  #launch({ argv, cwd, env }: InterpreterSettings, marker: string): Child {
    const channel = this.#listener?.environment ?? { RUNYARD_CHANNEL: "3" };
    try {
      return launch({
        argv,
        ...(cwd !== null && { cwd }),
        env: { ...env, [attemptVariable]: marker, ...channel },
        stdio: {
          stdin: "ignore",
          stdout: this.output.stream("stdout").writer,
          stderr: this.output.stream("stderr").writer,
          extra: this.#listener === null ? ["pipe"] : [],
        },
      });
    } catch (error) {
      this.#listener?.close();
      this.output[Symbol.dispose]();
      throw error;
    }
  }

  async #waitForEnd(): Promise<ProcessEnd> {
    const end = await this.child.exited;
    // A process that it left behind may hold the channel open for ever.
    await this.channel.quiet(DRAIN_MS);
    this.channel.close();
    this.#listener?.close();
    this.output.drain();
    return end;
  }

  async #sweep(marker: string): Promise<void> {
    if (this.child.pid !== null) await sweepLeft(marker);
  }
}
