import { type Socket, connect } from "node:net";
import { constants } from "node:os";
import type { ProcessEnd } from "../../../process/mod.ts";
import { ChannelInput } from "./channel-input.ts";
import { FrameReader } from "./frame-reader.ts";
import { markFree, markFull } from "./full-masters.ts";
import { MESSAGE, MUX, framed, packet, request } from "./messages.ts";
import { WireReader, encode } from "./wire.ts";

/** What is run. */
export interface SessionSpec {
  /** The socket of the master. */
  readonly socket: string;
  readonly command: string;
  /** Variables that are sent: the other side takes those that it wants. */
  readonly env: readonly (readonly [name: string, value: string])[];
  readonly hasInput: boolean;
  /** How long master and server may take to begin; 0: no limit. */
  readonly limitMs: number;
}

/** Hears of a session. Nothing is called after `onEnd`. */
export interface SessionListener {
  /** The server has begun the command. */
  onBegin(): void;
  onOutput(stream: "stdout" | "stderr", bytes: Uint8Array): void;
  onWritten(bytes: number): void;
  onEnd(end: SessionEnd): void;
}

/** How a session ended. */
export type SessionEnd =
  | ProcessEnd
  /** There is none, and the command was not begun. */
  | { readonly kind: "refused" }
  /** The connection has gone, and the command may have begun. */
  | { readonly kind: "cut" };

/** How much the other side may send before we say that we have read it, and after how much we say so. */
const WINDOW_BYTES = 2_097_152;
const TOLD_BYTES = 524_288;
const PACKET_BYTES = 32_768;
/** Only one channel is made in each connection to a master. */
const OUR_CHANNEL = 0;
/** How long a master may take to read our last words. */
const LAST_WORDS_MS = 1000;

/** A command over a master's connection: the master passes on the packets of SSH's connection protocol. */
export class MuxSession {
  readonly input: ChannelInput;
  readonly #spec: SessionSpec;
  readonly #listener: SessionListener;
  readonly #socket: Socket;
  /** `asked`: the command has been sent. */
  #state: "greeting" | "opening" | "asked" | "running" | "over" = "greeting";
  #isProxy = false;
  /** How it ends once the server has answered. */
  #closing: ProcessEnd | null = null;
  /** Whether the server's answer is still to come, though it is over for the listener. */
  #isAwaited = false;
  /** Whether no answer came in time: it is over for the listener, and ended as soon as one comes. */
  #isLate = false;
  #limit: NodeJS.Timeout | null = null;
  #isHeld = false;
  #channel = 0;
  #unreadBytes = 0;
  #end: ProcessEnd = { kind: "exit", status: 255 };
  /** Who waits for a reply, in the order in which they asked. */
  readonly #replies: ((isDone: boolean) => void)[] = [];

  constructor(spec: SessionSpec, listener: SessionListener) {
    this.#spec = spec;
    this.#listener = listener;
    this.#socket = connect(spec.socket);
    this.input = new ChannelInput(this.#socket, (bytes) => listener.onWritten(bytes));
    const frames = new FrameReader((frame) => this.#hear(frame));
    this.#socket.on("data", (chunk) => this.#guard(() => frames.push(chunk)));
    // What is wrong with it, its closing tells as well.
    this.#socket.on("error", () => undefined).on("close", () => this.#lose());
    if (spec.limitMs > 0) this.#limit = setTimeout(() => this.#beLate(), spec.limitMs);
    // The master reads one after another: nothing of this has to wait for its answers.
    this.#socket.write(
      Buffer.concat([
        framed(encode(MUX.hello, MUX.version)),
        framed(encode(MUX.askProxy, 0)),
        packet(MESSAGE.open, encode("session", OUR_CHANNEL, WINDOW_BYTES, PACKET_BYTES)),
      ]),
    );
  }

  /** Whether what the command writes is read. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    if (isHeld && this.#state === "running") this.#socket.pause();
    else this.#socket.resume();
  }

  /** Whether the command may have begun. */
  get mayHaveBegun(): boolean {
    return this.#state === "asked" || this.#state === "running";
  }

  /** Asks the server to send the command a signal. @param hear whether it did */
  signal(name: "SIGINT" | "SIGTERM", hear: (isDone: boolean) => void): void {
    if (!this.mayHaveBegun) return hear(false);
    this.#replies.push(hear);
    this.#socket.write(request(this.#channel, "signal", true, encode(name.slice(3))));
  }

  /**
   * Ends the session, and with that what the server does for it; the listener is told so. A master whose client leaves
   * before the server has answered ends, with all its sessions: that answer is waited for.
   */
  close(end: ProcessEnd): void {
    if (this.mayHaveBegun) return this.#finish(end);
    if (this.#state === "over" || this.#closing !== null) return;
    this.#closing = end;
    this.#socket.unref();
    setTimeout(() => this.#giveUpOpening(end), LAST_WORDS_MS);
  }

  #hear(frame: Buffer): void {
    if (this.#state === "over" && !this.#isAwaited) return;
    const reader = new WireReader(frame);
    if (this.#state !== "greeting") {
      // The length of the padding, which there is none of.
      reader.byte();
      return this.#hearPacket(reader.byte(), reader);
    }
    const isWanted = this.#isProxy
      ? reader.number() === MUX.proxy
      : reader.number() === MUX.hello && reader.number() === MUX.version;
    if (!isWanted) return this.#lose();
    if (this.#isProxy) this.#state = "opening";
    this.#isProxy = true;
  }

  #hearPacket(kind: number, reader: WireReader): void {
    // Ours, in all that the other side says of a channel.
    reader.number();
    switch (kind) {
      case MESSAGE.opened:
        return this.#ask(reader);
      case MESSAGE.openFailed:
        return this.#hearOpenFailed();
      case MESSAGE.adjust:
        return this.input.widen(reader.number());
      case MESSAGE.data:
        return this.#take("stdout", reader.bytes());
      case MESSAGE.extendedData:
        // Of what kind: there is only one.
        reader.number();
        return this.#take("stderr", reader.bytes());
      case MESSAGE.request:
        return this.#hearRequest(reader);
      case MESSAGE.success:
      case MESSAGE.failure:
        return this.#replies.shift()?.(kind === MESSAGE.success);
      case MESSAGE.close:
        return this.#finish(this.#end);
      default:
    }
  }

  #ask(reader: WireReader): void {
    const { command, env, hasInput } = this.#spec;
    this.#channel = reader.number();
    if (this.#closing !== null || this.#isLate || this.#state === "over")
      return this.#finish(this.#closing ?? this.#end);
    const [windowBytes, packetBytes] = [reader.number(), reader.number()];
    if (packetBytes === 0) return this.#refuse();
    this.#state = "asked";
    this.#endLimit();
    this.#replies.push((isDone) => {
      if (!isDone) return this.#refuse();
      this.#state = "running";
      this.hold(this.#isHeld);
      this.#listener.onBegin();
      this.input.open(this.#channel, windowBytes, packetBytes);
    });
    this.#socket.write(
      Buffer.concat([
        ...env.map(([name, value]) => request(this.#channel, "env", false, encode(name, value))),
        request(this.#channel, "exec", true, encode(command)),
      ]),
    );
    if (!hasInput) this.input.end();
  }

  #take(stream: "stdout" | "stderr", bytes: Buffer): void {
    this.#listener.onOutput(stream, bytes);
    this.#unreadBytes += bytes.length;
    if (this.#unreadBytes < TOLD_BYTES || this.#isOver()) return;
    this.#socket.write(packet(MESSAGE.adjust, encode(this.#channel, this.#unreadBytes)));
    this.#unreadBytes = 0;
  }

  #hearRequest(reader: WireReader): void {
    const [name, wantsReply] = [reader.text(), reader.truth()];
    if (name === "exit-status") this.#end = { kind: "exit", status: reader.number() & 255 };
    else if (name === "exit-signal") this.#end = endBySignal(reader.text());
    // It reads no more input (OpenSSH's PROTOCOL, section 2.1).
    else if (name === "eow@openssh.com") this.input.close();
    // Such as the server's question whether we are there.
    else if (wantsReply) this.#socket.write(packet(MESSAGE.failure, encode(this.#channel)));
  }

  #refuse(): void {
    this.#state = "opening";
    this.#socket.end(packet(MESSAGE.close, encode(this.#channel)));
    this.#lose();
  }

  /** A master that is stopped, or whose server is gone, has sessions of others, and would end if we left it. */
  #beLate(): void {
    if (this.#state === "over" || this.#closing !== null) return;
    this.#isLate = true;
    markFull(this.#spec.socket, this.#socket);
    this.#listener.onEnd({ kind: "refused" });
  }

  #endLimit(): void {
    if (this.#limit !== null) clearTimeout(this.#limit);
  }

  /** The server takes no more sessions. The master would end if we left it: it is left when we end. */
  #hearOpenFailed(): void {
    markFull(this.#spec.socket, this.#socket);
    this.#endLimit();
    if (this.#state === "over") return;
    this.#state = "over";
    if (!this.#isLate) this.#listener.onEnd(this.#closing ?? { kind: "refused" });
  }

  /** The listener waits no more; the master's socket stays until the server has answered. */
  #giveUpOpening(end: ProcessEnd): void {
    if (this.#state === "over") return;
    this.#isAwaited = this.#state === "opening";
    this.#state = "over";
    this.input.close();
    if (!this.#isAwaited) this.#socket.destroy();
    this.#listener.onEnd(end);
  }

  /** There is nobody on the other side any more, or nobody whom we understand. */
  #lose(): void {
    if (this.#state === "over") return;
    const mayHaveBegun = this.mayHaveBegun;
    this.#state = "over";
    this.#endLimit();
    this.#socket.destroySoon();
    if (mayHaveBegun) this.input.close();
    if (!this.#isLate) this.#listener.onEnd(this.#closing ?? { kind: mayHaveBegun ? "cut" : "refused" });
  }

  #finish(end: ProcessEnd): void {
    const isTold = this.#state === "over" || this.#isLate;
    this.#endLimit();
    if (this.#isLate) markFree(this.#spec.socket);
    this.#isAwaited = false;
    this.#state = "over";
    this.input.close();
    this.#socket.end(packet(MESSAGE.close, encode(this.#channel)));
    this.#socket.unref();
    setTimeout(() => this.#socket.destroy(), LAST_WORDS_MS).unref();
    if (!isTold) this.#listener.onEnd(end);
  }

  #isOver(): boolean {
    return this.#state === "over";
  }

  #guard(read: () => void): void {
    try {
      read();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#lose();
    }
  }
}

/** The server names it without SIG, and one that SSH has no name for with "@" and whose name it is (RFC 4254, section 6.10). */
function endBySignal(name: string): ProcessEnd {
  const signal = `SIG${name.replace(/@.*$/, "")}`;
  return Object.hasOwn(constants.signals, signal)
    ? { kind: "signal", signal }
    : { kind: "exit", status: 255 };
}
