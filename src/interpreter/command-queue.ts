import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessEnd } from "../process/mod.ts";
import { Command, type EndReason, type RunOptions } from "./command.ts";
import type { CommandFailure, CommandResult } from "./command-result.ts";
import type { InterpreterProcess } from "./interpreter-process.ts";
import type { Done } from "./message.ts";
import type { StreamName, WrittenPart } from "./output-files.ts";
import { decodeValue } from "./value.ts";

/** How long each step of ending a command may take, and how much of its output is read. */
export interface QueueSettings {
  readonly interruptGraceMs: number;
  readonly graceMs: number;
  readonly outputBytes: number;
}

/** So many commands may be with the interpreter before the first has answered. */
const WINDOW = 128;

/** An interpreter that was waiting has begun a command after so long. */
const BEGIN_MS = 20;

/** A process whose channel has closed is given so long to be known as ended. */
const EXIT_MS = 25;

/**
 * The commands of one interpreter, in order. Several are on their way at once, so that the interpreter need not wait for
 * us; the first of them is the one that runs.
 *
 * - **waiting**: added, and not sent yet. A command that may have to be ended is sent alone.
 * - **sent**: with the interpreter. The first runs; its answer, its end by a reason of ours, or the interpreter's death
 *   takes it out of the queue, whichever comes first, and makes the next one the first.
 * - **closed**: the interpreter has ended. What was still in the queue is told that it was not begun.
 */
export class CommandQueue {
  readonly #process: InterpreterProcess;
  readonly #settings: QueueSettings;
  readonly #waiting: Command[] = [];
  readonly #sent: Command[] = [];
  readonly #written: Record<StreamName, number>;
  #end: ProcessEnd | null = null;
  #lastId = 0;
  /** The answer to the command that is being ended. */
  #answer: PromiseWithResolvers<Done> | null = null;

  constructor(process: InterpreterProcess, settings: QueueSettings) {
    this.#process = process;
    this.#settings = settings;
    this.#written = { stdout: process.files.size("stdout"), stderr: process.files.size("stderr") };
    void process.ended.then((end) => this.#close(end));
    void process.channel?.closed.then(() => this.#loseChannel());
  }

  /** The id of the command that runs; null while there is none. */
  get running(): number | null {
    return this.#sent[0]?.id ?? null;
  }

  add(source: string, options: RunOptions): Promise<CommandResult> {
    const command = new Command(++this.#lastId, source, options);
    this.#waiting.push(command);
    this.#pump();
    return command.result;
  }

  /** An answer has come. An answer to anything but the command that runs is not our protocol. */
  hear(done: Done): void {
    if (done.id !== this.running) this.#process.channel?.close();
    else if (this.#answer !== null) this.#answer.resolve(done);
    else this.#finish(done.error === null ? null : { kind: "raised", error: done.error }, done);
  }

  #pump(): void {
    if (this.#end !== null) return this.#refuseAll(this.#end);
    for (let next = this.#waiting[0]; next !== undefined && this.#mayBeSent(next); next = this.#waiting[0]) {
      this.#waiting.shift();
      if (next.isCancelled) {
        this.#refuse(next, { kind: "cancelled", rung: null });
        continue;
      }
      this.#sent.push(next);
      this.#process.send({ kind: "run", id: next.id }, next.source);
      if (this.#sent.length === 1) this.#begin(next);
    }
  }

  #mayBeSent(command: Command): boolean {
    if (this.#sent.length === 0) return true;
    return !command.isLimited && this.#sent.length < WINDOW && this.#sent.every((each) => !each.isLimited);
  }

  #begin(command: Command): void {
    const { files } = this.#process;
    const written = (): number => files.size("stdout") + files.size("stderr");
    command.begin(written, (reason) => void this.#endCommand(reason));
  }

  /** Ends the command that runs: an interrupt, after which the interpreter lives on; where that is not enough, its end. */
  async #endCommand(reason: EndReason): Promise<void> {
    this.#answer = Promise.withResolvers<Done>();
    // An interrupt that comes before the interpreter has begun would be lost.
    const earlyMs = BEGIN_MS - (this.#sent[0]?.elapsedMs ?? BEGIN_MS);
    const isAnswered = this.#answer.promise.then(() => true);
    const isOver = earlyMs > 0 && (await Promise.race([isAnswered, sleep(earlyMs, false)]));
    if (!isOver) this.#process.interrupt();
    const late = sleep(this.#settings.interruptGraceMs, null);
    const answer = await Promise.race([this.#answer.promise, this.#process.ended.then(() => null), late]);
    const rung = answer === null ? await this.#process.stop(this.#settings.graceMs) : "interrupted";
    this.#answer = null;
    if (answer === null) this.#finishLast({ ...reason, rung }, await this.#process.ended);
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
    const command = this.#sent.shift();
    if (command === undefined) return;
    command.finish({
      failure,
      value: failure === null ? decodeValue(done?.value ?? null) : null,
      stdout: this.#take("stdout", done),
      stderr: this.#take("stderr", done),
      durationMs: done?.durationMs ?? command.elapsedMs,
    });
    const [next] = this.#sent;
    if (next !== undefined && this.#end === null) this.#begin(next);
    this.#pump();
  }

  #refuseAll(end: ProcessEnd): void {
    for (const command of [...this.#sent.splice(0), ...this.#waiting.splice(0)]) {
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

  /** What has been written since the last command, up to the place that the answer tells. */
  #take(stream: StreamName, done: Done | null): WrittenPart {
    const start = this.#written[stream];
    if (done !== null && done[stream] <= start) return this.#nothing(stream);
    const { files } = this.#process;
    const size = files.size(stream);
    const end = Math.max(start, done === null ? size : Math.min(done[stream], size));
    this.#written[stream] = end;
    return files.read(stream, start, end, this.#settings.outputBytes);
  }
}

const NOTHING = new Uint8Array();
