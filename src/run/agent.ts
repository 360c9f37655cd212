import { readdirSync } from "node:fs";
import type { Server } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { type Log, RunyardError, messageOf, systemCode } from "../core/mod.ts";
import {
  type Bell,
  type Launcher,
  type Ring,
  look,
  openBell,
  readOutput,
  startLauncher,
  watchOutput,
} from "../process/mod.ts";
import { AgentConnection } from "./agent-connection.ts";
import {
  type AgentRequests,
  type AttemptOrder,
  type HandedItem,
  type HostGateRequests,
  PROTOCOL_VERSION,
  type StartOrder,
  type StopReason,
  type SupervisorRequests,
} from "./agent-protocol.ts";
import type { Channel, Reply } from "./channel.ts";
import { type AgentFolder, makePrivateFolder } from "./data-folder.ts";
import { reportsWithFiles } from "./end-report.ts";
import { openHostGate } from "./host-gate.ts";
import { orderLaunch } from "./order-launch.ts";
import { supersededOrder } from "./superseded-order.ts";
import { WatchedAttempt } from "./watched-attempt.ts";

/** Limits are checked, and deaths without a ring of the bell are seen, this often. */
const LOOK_INTERVAL_MS = 250;
/** How often it is looked what the attempts use. */
const SAMPLE_INTERVAL_MS = 2000;
/** How often the supervisor hears that we live, and hold its attempts. */
const RENEW_INTERVAL_MS = 5000;
/** A launcher lives at least this long before another takes its place. */
const LAUNCHER_PAUSE_MS = 1000;
/** How long a stop waits for the order that it has overtaken. */
const EARLY_STOP_MS = 30_000;
/** With nothing to watch and no supervisor for this long, an agent ends. */
const LONELY_MS = 10_000;

/**
 * The process on a host that starts and watches attempts. It keeps nothing that its folder does not hold: killed and
 * started again, it finds every attempt by its identity and goes on.
 */
export class Agent {
  readonly #name: string;
  readonly #folder: AgentFolder;
  readonly #log: Log;
  readonly #connection: AgentConnection;
  readonly #attempts = new Map<string, WatchedAttempt>();
  readonly #earlyStops = new Map<string, StopReason>();
  readonly #watches = new Map<string, () => void>();
  #bell: Bell | undefined;
  #gate: Server | undefined;
  #launcher: Launcher | undefined;
  #isLeaving = false;

  constructor(options: {
    readonly name: string;
    readonly folder: AgentFolder;
    readonly socketPath: string;
    readonly log: Log;
  }) {
    this.#name = options.name;
    this.#folder = options.folder;
    this.#log = options.log;
    this.#connection = new AgentConnection(
      options.socketPath,
      this.#handlers(),
      (channel) => this.#greet(channel),
      options.log,
    );
  }

  /** Works until it is asked to leave and nothing needs it, or nobody has answered for a while and nothing runs. */
  async run(): Promise<void> {
    makePrivateFolder(this.#folder.attempts);
    this.#bell = openBell(this.#folder.bell, (ring) => this.#onRing(ring));
    this.#gate = await openHostGate(
      this.#folder.gate,
      {
        takeNext: (ask) => this.#takeNext(ask),
        note: (note) => this.#connection.hint("noted", note),
      },
      this.#log,
    );
    const looking = setInterval(() => this.#lookAtAll(), LOOK_INTERVAL_MS);
    const renewing = setInterval(() => this.#connection.hint("renew", {}), RENEW_INTERVAL_MS);
    const sampling = setInterval(() => void this.#sample(), SAMPLE_INTERVAL_MS);
    try {
      await this.#connection.run();
    } finally {
      clearInterval(sampling);
      clearInterval(looking);
      clearInterval(renewing);
      this.#close();
    }
  }

  #close(): void {
    for (const unwatch of this.#watches.values()) unwatch();
    void this.#launcher?.close();
    this.#bell?.close();
    this.#gate?.close();
  }

  async #greet(channel: Channel<SupervisorRequests, AgentRequests>): Promise<void> {
    // What is started while the hello is on its way is not among these, and is nobody's to drop.
    const held = new Set([...readdirSync(this.#folder.attempts), ...this.#attempts.keys()]);
    const { answer } = await channel.ask("hello", {
      protocol: PROTOCOL_VERSION,
      agent: this.#name,
      host: hostname(),
      pid: process.pid,
      attemptsFolder: this.#folder.attempts,
      held: [...held],
    });
    const wanted = new Set(answer.orders.map((order) => order.id));
    for (const order of answer.orders) this.#adopt(order);
    for (const id of held) if (!wanted.has(id)) this.#dropSuperseded(id);
  }

  /** Takes up an attempt that the supervisor says is ours, whether we know of it, find it, or never got its order. */
  #adopt(order: AttemptOrder): void {
    const known = this.#attempts.get(order.id);
    const attempt = known ?? this.#watch(order);
    attempt.setTerms(order);
    if (known === undefined) attempt.giveUpLaunch("the agent that had its order died before it could start");
    if (order.stop !== null) attempt.stop(order.stop);
  }

  #dropSuperseded(id: string): void {
    (this.#attempts.get(id) ?? this.#watch(supersededOrder(id))).supersede();
  }

  #watch(order: AttemptOrder): WatchedAttempt {
    const attempt = new WatchedAttempt(order, join(this.#folder.attempts, order.id), {
      connection: this.#connection,
      log: this.#log,
      onDone: () => this.#forget(order.id),
    });
    this.#attempts.set(order.id, attempt);
    return attempt;
  }

  #forget(id: string): void {
    this.#attempts.delete(id);
    this.#setWatch(id, false);
    if (this.#isLeaving && this.#attempts.size === 0) this.#connection.close();
  }

  #handlers(): ConstructorParameters<typeof AgentConnection>[1] {
    return {
      start: async (order) => this.#start(order),
      stop: async ({ attempt, reason }) => this.#stop(attempt, reason),
      change: async ({ attempt, ...terms }) => {
        this.#attempts.get(attempt)?.setTerms(terms);
        return null;
      },
      read: async ({ attempt, stream, offset, length }) => this.#read(attempt, stream, offset, length),
      watch: async ({ attempt, on }) => this.#setWatch(attempt, on),
      leave: async () => {
        this.#isLeaving = true;
        if (this.#attempts.size === 0) setImmediate(() => this.#connection.close());
        return null;
      },
    };
  }

  #stop(id: string, reason: StopReason): null {
    const attempt = this.#attempts.get(id);
    if (attempt !== undefined) attempt.stop(reason);
    else this.#rememberStop(id, reason);
    return null;
  }

  /** An abort may overtake the order that it is about. */
  #rememberStop(id: string, reason: StopReason): void {
    this.#earlyStops.set(id, reason);
    setTimeout(() => this.#earlyStops.delete(id), EARLY_STOP_MS).unref();
  }

  #start(order: StartOrder): null {
    if (this.#attempts.has(order.id)) return null;
    const attempt = this.#watch(order);
    const stop = this.#earlyStops.get(order.id);
    if (stop !== undefined) {
      attempt.stop(stop);
      return null;
    }
    this.#launcher ??= this.#startLauncher();
    const launcher = this.#launcher;
    const request = orderLaunch(order, attempt.folder, this.#folder.gate);
    try {
      launcher.launch(request);
    } catch (error) {
      attempt.launchFailed(systemCode(error) ?? messageOf(error));
    }
    return null;
  }

  #startLauncher(): Launcher {
    const startedAt = Date.now();
    return startLauncher({
      bell: this.#folder.bell,
      onExit: () => {
        this.#log.warn("the launcher died; the next attempt starts another");
        // One that can't live is not started again and again for the same attempts.
        setTimeout(() => this.#replaceLauncher(), Math.max(0, LAUNCHER_PAUSE_MS - (Date.now() - startedAt)));
      },
    });
  }

  #replaceLauncher(): void {
    this.#launcher = undefined;
    for (const attempt of this.#attempts.values())
      attempt.giveUpLaunch("the launcher died before it could start");
  }

  #onRing(ring: Ring): void {
    const attempt = this.#attempts.get(ring.attempt);
    if (ring.kind === "failed") attempt?.launchFailed(ring.system);
    else attempt?.look();
  }

  #lookAtAll(): void {
    for (const attempt of this.#attempts.values()) attempt.look();
    const silentSince = this.#connection.silentSince;
    const isIdle = [...this.#attempts.values()].every((attempt) => attempt.isReporting);
    if (silentSince !== null && isIdle && Date.now() - silentSince > LONELY_MS) this.#connection.close();
  }

  async #sample(): Promise<void> {
    if (this.#attempts.size === 0) return;
    const seen = await look();
    const samples = [...this.#attempts.values()].flatMap((attempt) => attempt.sample(seen) ?? []);
    if (samples.length > 0) this.#connection.hint("used", { samples });
  }

  async #read(
    id: string,
    stream: "stdout" | "stderr",
    offset: number,
    length: number,
  ): Promise<Reply<{ readonly sizeBytes: number }>> {
    const { bytes, sizeBytes } = await readOutput(join(this.#folder.attempts, id, stream), offset, length);
    return { answer: { sizeBytes }, bytes };
  }

  #setWatch(id: string, on: boolean): null {
    const unwatch = this.#watches.get(id);
    const attempt = this.#attempts.get(id);
    if (on && unwatch === undefined && attempt !== undefined) {
      this.#watches.set(
        id,
        watchOutput(attempt.folder, () => this.#connection.hint("grew", { attempt: id })),
      );
    } else if (!on) {
      unwatch?.();
      this.#watches.delete(id);
    }
    return null;
  }

  async #takeNext(asked: HostGateRequests["next"]["ask"]): Promise<readonly HandedItem[]> {
    const id = asked.attempt;
    const attempt = this.#attempts.get(id);
    // A host is back before we have been told that its attempt is ours: it asks again in a moment.
    if (attempt === undefined)
      throw new RunyardError("agent-gone", `Cannot serve attempt "${id}": it is not known here yet`);
    attempt.itemsBegin(asked.ends);
    const reports = await reportsWithFiles(attempt.folder, asked.reports, attempt.order.resultLimitBytes);
    const ask = { ...asked, fence: attempt.order.fence, reports };
    if (!attempt.suspension.isOn) return (await this.#connection.tell("next", ask)).answer.items;
    // What it has done is known at once; what it does next is told when it may go on.
    await this.#connection.tell("next", { ...ask, hold: 0 });
    await attempt.suspension.over();
    return (await this.#connection.tell("next", { ...ask, reports: [] })).answer.items;
  }
}
