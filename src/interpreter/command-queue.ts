import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessEnd } from "../process/mod.ts";
import { Command, type EndReason, type RunOptions } from "./command.ts";
import type { CommandFailure, CommandResult } from "./command-result.ts";
import type { InterpreterProcess } from "./interpreter-process.ts";
import type { Done } from "./message.ts";
import type { StreamName, WrittenPart } from "./written-stream.ts";
import { decodeValue } from "./value.ts";

/** How long each step of ending a command may take, and how much of its output is read. */
export interface QueueSettings {
  readonly interruptGraceMs: number;
  readonly graceMs: number;
  readonly outputBytes: number;
}

/** An interpreter that was waiting has begun a command after so long. */
const BEGIN_MS = 20;

/** A process whose channel has closed is given so long to be known as ended. */
const EXIT_MS = 250;

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
  /** The answer to the command that is being ended. */
  #answer: PromiseWithResolvers<Done> | null = null;

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
    const command = new Command(++this.#lastId, source, options);
    this.#waiting.push(command);
    this.#pump();
    return command.result;
  }

  /** An answer has come. An answer to anything but the command that runs is not our protocol. */
  hear(done: Done): void {
    if (done.id !== this.running) this.#process.channel.close();
    else if (this.#answer !== null) this.#answer.resolve(done);
    else this.#finish(done.error === null ? null : { kind: "raised", error: done.error }, done);
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
      else this.#begin(next);
    }
  }

  #begin(command: Command): void {
    const { output } = this.#process;
    this.#running = command;
    output.allow(command.outputLimitBytes);
    this.#process.send({ kind: "run", id: command.id }, command.source);
    command.begin(
      () => output.size,
      (reason) => void this.#endCommand(reason),
    );
  }

  /** Ends the command that runs: an interrupt, after which the interpreter lives on; where that is not enough, its end. */
  async #endCommand(reason: EndReason): Promise<void> {
    this.#answer = Promise.withResolvers<Done>();
    // An interrupt that comes before the interpreter has begun would be lost.
    const earlyMs = BEGIN_MS - (this.#running?.elapsedMs ?? BEGIN_MS);
    const isAnswered = this.#answer.promise.then(() => true);
    const isOver = earlyMs > 0 && (await Promise.race([isAnswered, sleep(earlyMs, false)]));
    if (!isOver) this.#process.interrupt();
    const late = sleep(this.#settings.interruptGraceMs, null);
    const answer = await Promise.race([this.#answer.promise, this.#process.ended.then(() => null), late]);
    const rung = answer === null ? await this.#process.stop(this.#settings.graceMs) : "interrupted";
    const end = answer === null ? await this.#process.ended : null;
    this.#answer = null;
    if (end !== null) this.#finishLast({ ...reason, rung }, end);
    else this.#finish({ ...reason, rung }, answer);
  }

  /** An interpreter that can't be spoken to any more is of no use. */
  async #loseChannel(): Promise<void> {
    // The channel of a process that ends closes just before the end is known.
    await Promise.race([this.#process.child.exited, sleep(EXIT_MS)]);
    if (this.#process.child.hasExited() || this.#answer !== null) return;
    this.#answer = Promise.withResolvers<Done>();
    const rung = await this.#process.stop(this.#settings.graceMs);
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

  #finish(failure: CommandFailure | null, done: Done | null): void {
    const command = this.#running;
    if (command === null) return;
    this.#process.output.drain();
    this.#running = null;
    command.finish({
      failure,
      value: failure === null ? decodeValue(done?.value ?? null) : null,
      stdout: this.#take("stdout"),
      stderr: this.#take("stderr"),
      durationMs: done?.durationMs ?? command.elapsedMs,
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
