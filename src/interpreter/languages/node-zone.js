// Where SIGINT ends what the main thread does. The signal is sent only while the state is RUNNING, by who has made it
// INTERRUPTING, and the zone is not left in that state before the signal has struck: so it strikes nothing else.
import process from "node:process";
import vm from "node:vm";
import { interruptGroup } from "./node-group.js";
import { methodOf } from "./node-method.js";
import { AWAITING, CANCELLED, IDLE, INTERRUPTING, RUNNING, SENT, STATE, TELLING } from "./node-state.js";

const { compareExchange, load, store, wait } = Atomics;
const { defineProperty, getOwnPropertyDescriptor } = Object;
const runScript = methodOf(vm.Script.prototype, "runInThisContext");
const moment = new Int32Array(new SharedArrayBuffer(4));
const on = process.on.bind(process);
const rawListeners = process.rawListeners.bind(process);
const removeAllListeners = process.removeAllListeners.bind(process);

/** Node's own, by which it takes up signals. */
const [newListener] = rawListeners("newListener");
const [removeListener] = rawListeners("removeListener");

/**
 * What has been sent strikes while we sleep, at the latest. Where it has not after so many sleeps of a millisecond, it was
 * caught: by user code, in a zone of its own within ours, or by Node, which drops it in some of its callbacks.
 */
const MOST_SLEEPS = 200;

/** Shared with the thread that reads the channel: see node-state.js. */
export const words = new Int32Array(new SharedArrayBuffer(8));

/** The one script that is ours and that stands in the stacks of commands. */
const entry = new vm.Script("runyardZone()", { filename: "runyard:zone" });
let inside = null;

defineProperty(globalThis, "runyardZone", {
  value: () => {
    const entered = inside;
    inside = null;
    entered?.();
  },
});

/**
 * Calls it so that an interrupt ends it in the middle.
 *
 * @param work raises nothing, and returns the state to leave in: IDLE or AWAITING
 * @returns whether it came to its end
 */
export function runInZone(work) {
  const restoreCount = hideListeners();
  inside = () => {
    restoreCount();
    if (begin()) leave(work);
  };
  try {
    runScript(entry, { breakOnSigint: true });
  } catch {
    // It was interrupted, and the state says so.
  }
  restoreCount();
  listenAgain();
  const state = load(words, STATE);
  if (state === IDLE || state === AWAITING) return true;
  store(words, STATE, IDLE);
  return false;
}

/** @returns false where it was interrupted before */
function begin() {
  for (;;) {
    const state = load(words, STATE);
    if (state === CANCELLED) return false;
    if (compareExchange(words, STATE, state, RUNNING) === state) return true;
  }
}

function leave(work) {
  const state = work();
  if (compareExchange(words, STATE, RUNNING, state) !== RUNNING) awaitStrike();
}

/** Calls what must not be left half done, in the zone or out of it: an interrupt comes after it. */
export function protect(action) {
  const state = compareExchange(words, STATE, RUNNING, TELLING);
  if (state === INTERRUPTING) awaitStrike();
  try {
    return action();
  } finally {
    if (state === RUNNING && compareExchange(words, STATE, TELLING, RUNNING) !== TELLING) {
      store(words, STATE, INTERRUPTING);
      interruptGroup();
      store(words, SENT, 1);
      awaitStrike();
    }
  }
}

function awaitStrike() {
  for (let sleeps = 0; sleeps < MOST_SLEEPS; ) {
    if (load(words, SENT) === 1) sleeps += 1;
    wait(moment, 0, 0, 1);
  }
}

/** A command that waited for events is over. */
export function endWait() {
  if (compareExchange(words, STATE, AWAITING, IDLE) === CANCELLED) store(words, STATE, IDLE);
}

/** Between commands SIGINT has nothing to end. */
function ignore() {}

/** Where vm sees listeners it takes them away, and SIGINT is deadly until its watch has begun. */
function hideListeners() {
  const found = getOwnPropertyDescriptor(process, "listenerCount");
  try {
    defineProperty(process, "listenerCount", { value: () => 0, configurable: true });
  } catch {
    // User code has frozen the process.
    return () => {};
  }
  return () => {
    if (found === undefined) delete process.listenerCount;
    else defineProperty(process, "listenerCount", found);
  };
}

/** The watch leaves SIGINT as it is in a process that listens to none; and user code may have removed what listens. */
export function listenAgain() {
  try {
    // Node can't add a listener, nor end without a stack, where this is none.
    if (typeof process.emit !== "function") delete process.emit;
    if (!has(rawListeners("newListener"), newListener)) on("newListener", newListener);
    if (!has(rawListeners("removeListener"), removeListener)) on("removeListener", removeListener);
    const listeners = rawListeners("SIGINT");
    removeAllListeners("SIGINT");
    if (!has(listeners, ignore)) on("SIGINT", ignore);
    for (let place = 0; place < listeners.length; place++) on("SIGINT", listeners[place]);
  } catch {
    // A listener of user code has refused it. Interrupts need no listener.
  }
}

export function has(list, wanted) {
  for (let place = 0; place < list.length; place++) if (list[place] === wanted) return true;
  return false;
}
