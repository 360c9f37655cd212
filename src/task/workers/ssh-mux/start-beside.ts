import { connect } from "node:net";
import type { Fanout, FanoutSpec } from "../../../process/mod.ts";
import type { ClientStart } from "../../worker.ts";
import { isFull, markFull, mayAsk } from "./full-masters.ts";
import { LateChild } from "./late-child.ts";
import { MUX, framed } from "./messages.ts";
import { encode } from "./wire.ts";

/** How a program uses a master's connection. */
export interface BesideMaster {
  /** The socket of the master; null where that is ssh's to say, or there is none. */
  readonly master: string | null;
  /** The same with a connection of its own. */
  readonly argvAlone: FanoutSpec["argv"];
  /** How long the master may take to answer; 0: no limit. */
  readonly limitMs: number;
}

/**
 * Starts a program that asks a master by itself: ssh would wait for ever for one that is stopped (OpenSSH 9.2), so the master
 * is asked before whether it is there.
 */
export function startBeside({ master, argvAlone, limitMs }: BesideMaster): ClientStart | undefined {
  if (master === null) return undefined;
  return (fanout: Fanout, spec: FanoutSpec, listener) => {
    const startAlone = (): ReturnType<ClientStart> => fanout.start({ ...spec, argv: argvAlone }, listener);
    if (isFull(master)) return startAlone();
    if (limitMs === 0 || !mayAsk(master)) return fanout.start(spec, listener);
    const start = isAnswering(master, limitMs).then((answers) =>
      answers ? () => fanout.start(spec, listener) : startAlone,
    );
    return new LateChild(start, listener);
  };
}

/** Whether a master greets us, or is not there at all, so that nobody has to wait for it. */
function isAnswering(master: string, limitMs: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(master);
  const limit = setTimeout(() => {
    markFull(master, socket);
    resolve(false);
  }, limitMs);
  socket.on("error", () => undefined).on("close", () => resolve(true));
  socket.once("data", () => {
    resolve(true);
    socket.end();
  });
  socket.write(framed(encode(MUX.hello, MUX.version)));
  return promise.finally(() => clearTimeout(limit));
}
