import { setTimeout as sleep } from "node:timers/promises";
import { type Log, messageOf } from "../core/mod.ts";
import type { Outcome } from "../job/mod.ts";
import {
  type AttemptEnd,
  type AttemptState,
  type Identity,
  type Look,
  type Tree,
  claimVoid,
  isAlive,
  readAttempt,
  stop,
  sweepLeft,
  treeUsage,
} from "../process/mod.ts";
import type { AgentConnection } from "./agent-connection.ts";
import type { AttemptOrder, AttemptSample, AttemptTerms, OutputEnds, StopReason } from "./agent-protocol.ts";
import { conclusionOf } from "./conclusion-of.ts";
import { type EndReason, namedAfter } from "./end-reason.ts";
import { type AttemptConclusion, makeEndReport } from "./end-report.ts";
import { removeTree } from "./remove-tree.ts";
import { Suspension } from "./suspension.ts";
import { startedAt, writtenSize } from "./attempt-files.ts";

type Running = Extract<AttemptState, { state: "running" }>;

/** A launch takes milliseconds; one that takes this long was lost with its launcher, or its shim was killed at once. */
const LAUNCH_MS = 30_000;
/** What failed for want of something is tried again after this. */
const AGAIN_MS = 1000;

/**
 * An attempt as its agent sees it, found in its folder alone, so that an agent that started it and one that returned
 * after a death do the same.
 *
 * - launching: handed to the launcher; there is no identity yet
 * - running: the identity is there; the limits are checked at each look
 * - ending: the kill ladder is at work
 * - reporting: nothing of it is left; its report is on its way, then the folder goes
 */
export class WatchedAttempt {
  readonly folder: string;
  readonly suspension: Suspension;
  #order: AttemptOrder;
  readonly #connection: AgentConnection;
  readonly #log: Log;
  readonly #onDone: () => void;
  #phase: "launching" | "running" | "ending" | "reporting" = "launching";
  #reason: EndReason | undefined;
  #superseded = false;
  /** How much had been written when the item under way began: the limit is each item's. */
  #itemsBeginAt = 0;
  #launchedAt = Date.now();
  /** Why it is not to start any more, where that could not be written yet. */
  #voidWanted: string | undefined;

  constructor(
    order: AttemptOrder,
    folder: string,
    context: { readonly connection: AgentConnection; readonly log: Log; readonly onDone: () => void },
  ) {
    this.#order = order;
    this.folder = folder;
    this.#connection = context.connection;
    this.#log = context.log;
    this.#onDone = context.onDone;
    this.suspension = new Suspension({ folder, log: context.log, tree: () => this.#suspendedTree() });
  }

  get order(): AttemptOrder {
    return this.#order;
  }

  /** The job's execution duration has changed, or whether it is suspended. */
  setTerms({ deadlineAt, durationMs, isSuspended }: AttemptTerms): void {
    this.#order = { ...this.#order, deadlineAt, durationMs, isSuspended };
    if (this.#reason === undefined) this.suspension.set(isSuspended);
  }

  /** What is written from here on belongs to the next item. */
  itemsBegin({ stdout, stderr }: OutputEnds): void {
    this.#itemsBeginAt = stdout + stderr;
  }

  /** Whether the agent may forget it: its folder says all that its successor needs to know. */
  get isReporting(): boolean {
    return this.#phase === "reporting";
  }

  /** Looks at the folder, and does what is due. Cheap: called at every ring of the bell and four times a second. */
  look(): void {
    if (this.#phase === "ending" || this.#phase === "reporting") return;
    const state = readAttempt(this.folder);
    if (state.state === "ended") this.#conclude(state.end);
    else if (state.state === "void") this.#neverStarted("its place was taken before it could start");
    else if (state.state === "running") this.#lookAtRunning(state);
    else if (this.#phase === "running") this.#lose("its folder was removed", null);
    else if (this.#voidWanted !== undefined) this.giveUpLaunch(this.#voidWanted);
    else if (Date.now() - this.#launchedAt > LAUNCH_MS) this.giveUpLaunch("it did not start in time");
  }

  /** The launcher says that the folder could not be made or filled: nothing has started. */
  launchFailed(system: string): void {
    if (this.#phase !== "launching" || readAttempt(this.folder).state !== "none") return this.look();
    this.#report({ outcome: { kind: "launch", reason: "folder", system, what: this.folder } });
  }

  /** Nobody will start it any more: its launcher died, or the agent that had the order. Whoever makes the identity first decides. */
  giveUpLaunch(why: string): void {
    if (this.#phase !== "launching") return;
    if (this.#tryVoid(why)) this.#neverStarted(why);
    else if (readAttempt(this.folder).state !== "none") this.look();
  }

  /** Whether nobody can start it any more. On a full disk that can't be written: the next look tries again. */
  #tryVoid(why: string): boolean {
    try {
      return readAttempt(this.folder).state === "none" && claimVoid(this.folder);
    } catch (error) {
      if (this.#voidWanted === undefined)
        this.#log.warn(`attempt ${this.order.id}: cannot be voided: ${messageOf(error)}`);
      this.#voidWanted = why;
      return false;
    }
  }

  /** Begins the kill ladder. A second reason changes nothing. */
  stop(reason: StopReason): void {
    this.#end({ kind: reason });
  }

  /** It belongs to nobody any more: it is killed, its folder goes, nothing is reported. */
  supersede(): void {
    this.#superseded = true;
    this.#end({ kind: "aborted" });
  }

  #lookAtRunning(state: Running): void {
    if (!isAlive(state.identity)) {
      const again = readAttempt(this.folder);
      if (again.state === "ended") this.#conclude(again.end);
      else this.#lose(shimGone(state), state.command?.pid ?? null);
      return;
    }
    if (this.#phase === "launching" && state.command !== null) {
      this.#phase = "running";
      const { id: attempt, fence } = this.order;
      void this.#connection.tell("started", {
        attempt,
        fence,
        pid: state.command.pid,
        at: startedAt(this.folder),
      });
      if (this.suspension.isOn) this.suspension.apply();
    }
    if (this.#reason === undefined) this.#checkLimits();
    else this.#beginLadder();
  }

  #beginLadder(): void {
    this.#phase = "ending";
    void this.#untilDone(() => this.#climbLadder());
  }

  #checkLimits(): void {
    const writtenBytes = writtenSize(this.folder) - this.#itemsBeginAt;
    // Several items at once write in pieces of which nobody knows whose they are before they end.
    if (this.order.holds <= 1 && writtenBytes > this.order.outputLimitBytes)
      this.#end({ kind: "output", writtenBytes });
    else if (this.order.deadlineAt !== null && Date.now() >= this.order.deadlineAt)
      this.#end({ kind: "duration" });
  }

  #end(reason: EndReason): void {
    if (this.#phase === "ending" || this.#phase === "reporting") return;
    this.#reason = reason;
    this.suspension.end();
    const why = "its end was asked for before it could start";
    if (this.#phase === "launching" && this.#tryVoid(why)) return this.#neverStarted(why);
    if (this.#voidWanted === undefined) this.#beginLadder();
  }

  /** What it uses now; null where it does not run. */
  sample(seen: Look): AttemptSample | null {
    const tree = this.#phase === "running" ? this.#tree() : null;
    const usage = tree === null ? null : treeUsage(tree, seen);
    return usage === null ? null : { attempt: this.order.id, at: Date.now(), ...usage };
  }

  /** What its suspension stops: nothing before it has started, or where it is only handed no more items. */
  #suspendedTree(): Tree | null {
    return this.order.suspends === "items" ? null : this.#tree();
  }

  #tree(): Tree | null {
    const state = readAttempt(this.folder);
    if (state.state !== "running" || state.command === null) return null;
    return { marker: this.order.id, shim: state.identity, command: state.command };
  }

  async #climbLadder(): Promise<void> {
    const state = readAttempt(this.folder);
    const running = state.state === "running" ? state : undefined;
    const report = await stop(
      {
        marker: this.order.id,
        shim: state.state === "ended" ? state.end.shim : (running?.identity ?? null),
        command: running?.command ?? null,
        isEnded: () => readAttempt(this.folder).state === "ended",
      },
      // DaCHS's two ways of killing: what has started is in charge of its own end (SIGINT); what is still starting is not (SIGTERM).
      { ask: running?.command == null ? "SIGTERM" : "SIGINT", graceMs: this.order.graceMs },
    );
    this.#sayWhatIsLeft(report.left);
    const after = readAttempt(this.folder);
    const leftProcesses = report.rung === "swept";
    if (after.state === "ended") this.#report({ ...conclusionOf(after.end), leftProcesses });
    else
      this.#report({
        outcome: { kind: "lost", message: shimGone(running) },
        pid: running?.command?.pid ?? null,
        leftProcesses,
      });
  }

  #conclude(end: AttemptEnd): void {
    this.#phase = "ending";
    const leftProcesses = end.childrenLeft && !this.order.leaveChildren;
    if (leftProcesses) this.#sweep(end.shim, () => this.#report({ ...conclusionOf(end), leftProcesses }));
    else this.#report(conclusionOf(end));
  }

  #sweep(shim: Identity | null, report: () => void): void {
    void this.#untilDone(async () => {
      this.#sayWhatIsLeft(await sweepLeft(this.order.id, shim));
      report();
    });
  }

  #sayWhatIsLeft(left: readonly Identity[]): void {
    if (left.length === 0) return;
    this.#log.error(
      `attempt ${this.order.id}: cannot end the processes ${left.map(({ pid }) => pid).join(", ")}`,
    );
  }

  #lose(message: string, pid: number | null): void {
    this.#phase = "ending";
    this.#sweep(null, () => this.#report({ outcome: { kind: "lost", message }, pid }));
  }

  #neverStarted(message: string): void {
    this.#report({ outcome: { kind: "not-started", message } });
  }

  #report(known: Partial<AttemptConclusion> & { readonly outcome: Outcome }): void {
    this.#phase = "reporting";
    this.#deliver({
      startedAt: null,
      endedAt: Date.now(),
      pid: null,
      usage: null,
      leftProcesses: false,
      ...known,
      outcome:
        this.#reason === undefined ? known.outcome : namedAfter(this.#reason, known.outcome, this.order),
    }).catch((error: unknown) => this.#log.error(`attempt ${this.order.id}: ${messageOf(error)}`));
  }

  async #deliver(conclusion: AttemptConclusion): Promise<void> {
    if (!this.#superseded) {
      const { report, bytes } = await this.#untilDone(() =>
        makeEndReport(this.order, this.folder, conclusion),
      );
      await this.#connection.tell("ended", report, bytes);
    }
    await removeTree(this.folder).catch((error: unknown) => this.#log.error(messageOf(error)));
    this.#onDone();
  }

  /** What can't be done now (too many open files, a disk that comes back) can be in a while: nothing is lost by waiting. */
  async #untilDone<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        this.#log.error(`attempt ${this.order.id}: ${messageOf(error)}`);
        await sleep(AGAIN_MS);
      }
    }
  }
}

function shimGone(state: Running | undefined): string {
  const shim = state === undefined ? "its shim" : `its shim (pid ${state.identity.pid})`;
  return `${shim} was gone before an end was recorded`;
}
