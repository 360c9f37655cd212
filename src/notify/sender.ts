import { type Clock, type Log, messageOf } from "../core/mod.ts";
import type { Store } from "../store/mod.ts";
import type { Delivery } from "./delivery.ts";
import { type Notice, keepRefusal, removeTold } from "./outbox.ts";
import { type Pace, type TargetState, afterFailure, afterTelling, dueAt, newTarget } from "./pace.ts";
import { isWebhook, targetForPeople } from "./target.ts";

/** What a sender works with. */
export interface SenderParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly paceOf: (target: string) => Pace;
  /** Tells a target, once. It never throws. */
  readonly deliver: (notices: readonly [Notice, ...Notice[]], signal: AbortSignal) => Promise<Delivery>;
}

/** So many targets are told at once: a mail server is not to be flooded by us either. */
const AT_ONCE = 4;
/** The outbox is looked at this often at most. */
const BREATH_MS = 50;
/** And this often at least while something waits, for a clock may jump. */
const LONGEST_SLEEP_MS = 60_000;
/** How long the end of a server waits for deliveries that it has cut off. */
const CLOSE_MS = 2000;

/** Tells what is in the outbox: each target at its own pace, again after a failure, and at last given up. */
export class Sender {
  readonly #parts: SenderParts;
  readonly #end = new AbortController();
  readonly #underWay = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  /** When the timer is due, by the monotonic clock. */
  #nextLook: number = Number.POSITIVE_INFINITY;
  #looking: Promise<void> | undefined;
  #isWoken = false;

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** Something new is in the outbox. */
  wake(): void {
    this.#isWoken = true;
    this.#lookIn(BREATH_MS);
  }

  /** Cuts off what is under way: it stays in the outbox. */
  async close(): Promise<void> {
    this.#end.abort();
    clearTimeout(this.#timer);
    await this.#looking;
    const late = new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref());
    await Promise.race([Promise.all(this.#underWay.values()), late]);
  }

  /** An earlier look stands: in a storm of news, each would put it off otherwise. */
  #lookIn(pauseMs: number): void {
    const at = performance.now() + Math.min(pauseMs, LONGEST_SLEEP_MS);
    if (this.#end.signal.aborted || this.#nextLook <= at) return;
    this.#nextLook = at;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lookNow(), at - performance.now()).unref();
  }

  #lookNow(): void {
    this.#nextLook = Number.POSITIVE_INFINITY;
    if (this.#looking !== undefined) return;
    this.#isWoken = false;
    this.#looking = this.#look()
      .catch((error: unknown) => {
        this.#parts.log.warn(`cannot look for what is to be told: ${messageOf(error)}`);
        return LONGEST_SLEEP_MS;
      })
      .then((pauseMs) => {
        this.#looking = undefined;
        if (this.#isWoken) this.#lookIn(BREATH_MS);
        else if (pauseMs !== null) this.#lookIn(pauseMs);
      });
  }

  /** @returns after how long it is to look again; null where nothing waits */
  async #look(): Promise<number | null> {
    const { store, clock, paceOf } = this.#parts;
    const now = clock.now();
    const waiting = await this.#giveUpOld((await store.notices()) as readonly Notice[], now);
    let next: number | null = null;
    for (const [target, notices] of Map.groupBy(waiting, (notice) => notice.target)) {
      if (this.#underWay.has(target)) continue;
      const state = await this.#stateOf(target);
      const due = dueAt(notices, state, paceOf(target));
      // A delivery that ends looks again.
      if (due <= now && this.#underWay.size < AT_ONCE) this.#start(target, notices, state);
      else if (due > now) next = Math.min(next ?? due, due);
    }
    return next === null ? null : next - now;
  }

  async #stateOf(target: string): Promise<TargetState> {
    const known = (await this.#parts.store.notifyState(stateName(target))) as TargetState | undefined;
    return known ?? newTarget;
  }

  #start(target: string, waiting: readonly Notice[], state: TargetState): void {
    const [first, ...rest] = waiting;
    if (first === undefined || this.#end.signal.aborted) return;
    const notices: readonly [Notice, ...Notice[]] = isWebhook(target) ? [first] : [first, ...rest];
    const delivery = this.#tell(target, notices, state)
      .catch((error: unknown) => {
        this.#parts.log.warn(
          `cannot write down what ${targetForPeople(target)} was told: ${messageOf(error)}`,
        );
      })
      .finally(() => {
        this.#underWay.delete(target);
        this.wake();
      });
    this.#underWay.set(target, delivery);
  }

  async #tell(target: string, notices: readonly [Notice, ...Notice[]], state: TargetState): Promise<void> {
    const { deliver, store, clock, paceOf } = this.#parts;
    const delivery = await deliver(notices, this.#end.signal);
    if (this.#end.signal.aborted && delivery.kind !== "told") return;
    this.#logDelivery(target, delivery, state);
    const now = clock.now();
    const after =
      delivery.kind === "failed"
        ? afterFailure(state, paceOf(target), now)
        : afterTelling(notices, state, paceOf(target), now);
    const problem = delivery.kind === "told" ? null : delivery.reason;
    await store.transact(async (tx) => {
      for (const notice of notices) {
        if (delivery.kind === "told") await removeTold(tx, notice);
        if (delivery.kind === "refused") await keepRefusal(tx, notice, delivery.reason);
      }
      await tx.setNotifyState(stateName(target), { ...after, problem });
    });
  }

  #logDelivery(target: string, delivery: Delivery, { problem }: TargetState): void {
    const { log } = this.#parts;
    const who = targetForPeople(target);
    if (delivery.kind === "told") {
      if (problem !== null) log.info(`${who} is told again`);
    } else if (delivery.reason !== problem) {
      const then =
        delivery.kind === "failed" ? "it is tried again" : "it is not tried again until there is news";
      log.warn(`cannot tell ${who}: ${delivery.reason}; ${then}`);
    }
  }

  /** Removes what is too old, and what was refused with it. @returns what may still be told */
  async #giveUpOld(notices: readonly Notice[], now: number): Promise<readonly Notice[]> {
    const { store, log, paceOf } = this.#parts;
    const isOld = ({ at, target }: Notice): boolean => at < now - paceOf(target).giveUpMs;
    const old = notices.filter((notice) => isOld(notice) && !this.#underWay.has(notice.target));
    if (old.length > 0) {
      await store.transact(async (tx) => {
        for (const notice of old) await tx.removeNotice(notice);
      });
    }
    for (const { target, count, kind, facts, refusal } of old)
      if (refusal === null)
        log.error(
          `gave up telling ${targetForPeople(target)} of ${facts.what} "${facts.id}": ${count} × ${kind}`,
        );
    return notices.filter((notice) => notice.refusal === null && !isOld(notice));
  }
}

function stateName(target: string): string {
  return `target ${target}`;
}
