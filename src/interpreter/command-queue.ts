import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessEnd } from "../process/mod.ts";
import { Command, type EndReason, type RunOptions } from "./command.ts";
import type { CommandFailure, CommandResult, Rung } from "./command-result.ts";
import type { InterpreterProcess } from "./interpreter-process.ts";
import type { Done } from "./message.ts";
import type { StreamName, WrittenPart } from "./written-stream.ts";
import { type Value, decodeValue } from "./value.ts";

/** How long each step of ending a command may take, and how much of its output is read. */
export interface QueueSettings {
  readonly interruptGraceMs: number;
  readonly graceMs: number;
  readonly outputBytes: number;
}

/** An interpreter that was waiting has begun a command after so long. */
const BEGIN_MS = 20;
/** How often one is interrupted that may have missed it. */
const AGAIN_MS = 100;

/** From here on count those that are uncounted: each has an id of its own still. */
const UNCOUNTED_FROM = 1_000_000_000;

/** No source is longer, in bytes: a frame's bytes are no more than 64 MiB. */
const MOST_SOURCE = 64_000_000;

/** A process whose channel has closed is given so long to be known as ended. */
const EXIT_MS = 250;

/** What an interpreter says of a command, with its value read. */
interface Answer {
  readonly failure: CommandFailure | null;
  readonly value: Value;
  readonly durationMs: number;
}

/**
 * The commands of one interpreter, in order. One is with the interpreter at a time: so what is written, and whom an
 * interrupt is meant for, is never in doubt.
 *
 * - **waiting**: added, and not sent yet.
 * - **running**: with the interpreter, until its answer, its end by a reason of ours, or the interpreter's death, whichever
 *   comes first.
 * - **closed**: the interpreter has ended. What was still waiting is told that it was not begun.
 */
export class CommandQueue {
  readonly #process: InterpreterProcess;
  readonly #settings: QueueSettings;
  readonly #waiting: Command[] = [];
  #running: Command | null = null;
  readonly #written: Record<StreamName, number>;
  #end: ProcessEnd | null = null;
  #lastId = 0;
  #lastUncountedId: number = UNCOUNTED_FROM;
  /** The answer to the command that is being ended. */
  #answer: PromiseWithResolvers<Answer> | null = null;

  constructor(process: InterpreterProcess, settings: QueueSettings) {
    this.#process = process;
    this.#settings = settings;
    process.output.drain();
    this.#written = {
      stdout: process.output.stream("stdout").size,
      stderr: process.output.stream("stderr").size,
    };
    void process.ended.then((end) => this.#close(end));
    void process.channel.closed.then(() => this.#loseChannel());
  }

  /** The id of the command that runs; null while there is none. */
  get running(): number | null {
    return this.#running?.id ?? null;
  }

  add(source: string, options: RunOptions): Promise<CommandResult> {
    const id = options.isUncounted === true ? ++this.#lastUncountedId : ++this.#lastId;
    const command = new Command(id, source, options);
    this.#waiting.push(command);
    this.#pump();
    return command.result;
  }

  /** An answer has come. An answer to anything but the command that runs, or one that can't be read, is not our protocol. */
  hear(done: Done): void {
    const answer = done.id === this.running ? readAnswer(done) : null;
    if (answer === null) this.#process.channel.close();
    else if (this.#answer !== null) this.#answer.resolve(answer);
    else this.#finish(answer.failure, answer);
  }

  /** Something was written: too much, or more than could be kept, ends the command. */
  noteWritten(): void {
    const { output } = this.#process;
    if (this.#running === null) return;
    if (output.lost !== null) this.#running.endFor({ kind: "output-lost", system: output.lost });
    else if (output.isOverLimit)
      this.#running.endFor({ kind: "too-much-output", limitBytes: this.#running.outputLimitBytes });
  }

  #pump(): void {
    if (this.#end !== null) return this.#refuseAll(this.#end);
    while (this.#running === null) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      if (next.isCancelled) this.#refuse(next, { kind: "cancelled", rung: null });
      else if (next.source.length > MOST_SOURCE)
        this.#refuse(next, { kind: "too-long", limitBytes: MOST_SOURCE });
      else this.#begin(next);
    }
  }

  #begin(command: Command): void {
    const { output } = this.#process;
    this.#running = command;
    output.allow(command.outputLimitBytes);
    this.#process.send(command.order, command.source);
    command.begin(
      () => output.size,
      (reason) => void this.#endCommand(reason),
    );
  }

  /** Ends the command that runs: an interrupt, after which the interpreter lives on; where that is not enough, its end. */
  async #endCommand(reason: EndReason): Promise<void> {
    this.#answer = Promise.withResolvers<Answer>();
    // An interrupt that comes before the interpreter has begun would be lost.
    const earlyMs = BEGIN_MS - (this.#running?.elapsedMs ?? BEGIN_MS);
    const isAnswered = this.#answer.promise.then(() => true);
    const isOver = earlyMs > 0 && (await Promise.race([isAnswered, sleep(earlyMs, false)]));
    if (!isOver) this.#process.interrupt();
    const waiting = new AbortController();
    const again = setInterval(() => this.#process.interruptAgain(), AGAIN_MS);
    const late = sleep(this.#settings.interruptGraceMs, null, { signal: waiting.signal });
    late.catch(() => undefined);
    const answer = await Promise.race([this.#answer.promise, this.#process.ended.then(() => null), late]);
    waiting.abort();
    clearInterval(again);
    if (answer === null) {
      const rung = await this.#stop();
      const end = await this.#process.ended;
      this.#answer = null;
      this.#finishLast({ ...reason, rung }, end);
    } else {
      this.#answer = null;
      this.#finish({ ...reason, rung: "interrupted" }, answer);
    }
  }

  async #stop(): Promise<Rung> {
    if (this.#process.child.hasExited()) return "ended";
    return this.#process.stop(this.#settings.graceMs);
  }

  /** An interpreter that can't be spoken to any more is of no use. */
  async #loseChannel(): Promise<void> {
    // The channel of a process that ends closes just before the end is known.
    await Promise.race([this.#process.child.exited, sleep(EXIT_MS)]);
    if (this.#process.child.hasExited() || this.#answer !== null) return;
    this.#answer = Promise.withResolvers<Answer>();
    const rung = await this.#stop();
    this.#finishLast({ kind: "channel-lost", rung }, await this.#process.ended);
  }

  #close(end: ProcessEnd): void {
    // Who is ending it knows better why.
    if (this.#answer === null) this.#finishLast({ kind: "exited", end }, end);
  }

  #finishLast(failure: CommandFailure, end: ProcessEnd): void {
    this.#end = end;
    this.#finish(failure, null);
    this.#refuseAll(end);
  }

  #finish(failure: CommandFailure | null, answer: Answer | null): void {
    const command = this.#running;
    if (command === null) return;
    this.#process.output.drain();
    this.#running = null;
    command.finish({
      failure,
      value: failure === null ? (answer?.value ?? null) : null,
      stdout: this.#take("stdout"),
      stderr: this.#take("stderr"),
      durationMs: answer?.durationMs ?? command.elapsedMs,
    });
    this.#pump();
  }

  #refuseAll(end: ProcessEnd): void {
    for (const command of this.#waiting.splice(0)) {
      this.#refuse(command, { kind: "not-begun", end });
    }
  }

  #refuse(command: Command, failure: CommandFailure): void {
    const [stdout, stderr] = [this.#nothing("stdout"), this.#nothing("stderr")];
    command.finish({ failure, value: null, stdout, stderr, durationMs: 0 });
  }

  #nothing(stream: StreamName): WrittenPart {
    const at = this.#written[stream];
    return { bytes: NOTHING, start: at, end: at, isCut: false };
  }

  /** What was written since the last command. */
  #take(stream: StreamName): WrittenPart {
    const start = this.#written[stream];
    const { output } = this.#process;
    const { size } = output.stream(stream);
    const isToldAsStdout = stream === "stderr" && output.isMerged;
    if (size <= start || isToldAsStdout) return this.#nothing(stream);
    this.#written[stream] = size;
    return output.read(stream, start, size, this.#settings.outputBytes);
  }
}

const NOTHING = new Uint8Array();

/** @returns null where its value can't be read */
function readAnswer({ error, value, durationMs }: Done): Answer | null {
  try {
    const failure = error == null ? null : ({ kind: "raised", error } as const);
    return { failure, value: failure === null ? decodeValue(value ?? null) : null, durationMs };
  } catch {
    return null;
  }
}
