// Runyard's end of a live Node: takes commands from a private channel and runs each in the global scope.
//
// It is published and started as it stands. User code may do what it likes to globals, listeners and descriptors 0 to 2:
// what is needed here is put aside first, or put right after each command.
import { executionAsyncId } from "node:async_hooks";
import { createRequire, syncBuiltinESMExports } from "node:module";
import path from "node:path";
import process from "node:process";
import { types } from "node:util";
import vm from "node:vm";
import { openChannel } from "./node-channel.js";
import { methodOf } from "./node-method.js";
import { AWAITING, IDLE } from "./node-state.js";
import { restoreStreams } from "./node-streams.js";
import { protectTimers } from "./node-timers.js";
import { encodeError, encodeValue, traceOf } from "./node-values.js";
import { writeAll } from "./node-write.js";
import { endWait, has, listenAgain, protect, runInZone, words } from "./node-zone.js";

const PROTOCOL = 1;
const MOST_PATH_BYTES = 4096;

const { Buffer, Error, Number, Object, RangeError, String, setImmediate } = globalThis;
const { isFinite } = Number;
const { byteLength } = Buffer;
const { stringify } = JSON;
const { defineProperty, getOwnPropertyDescriptor } = Object;
const { isPromise } = types;
const { Script } = vm;
const runScript = methodOf(Script.prototype, "runInThisContext");
const { resolve } = path;
const now = performance.now.bind(performance);
const endProcess = process.exit.bind(process);
const currentFolder = process.cwd.bind(process);
const on = process.on.bind(process);
const rawListeners = process.rawListeners.bind(process);
const removeAllListeners = process.removeAllListeners.bind(process);
const generators = Object.getPrototypeOf(function* () {}).prototype;
const next = methodOf(generators, "next");
const raise = methodOf(generators, "throw");
const { apply } = Reflect;
const importModuleDynamically = vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;

/** What process.exit() raises in a command. */
class ProcessExit extends Error {
  name = "ProcessExit";
}

/** What an interrupt makes of the command that runs. */
class Interrupt extends Error {
  name = "Interrupt";
}

/** What is raised to make Node forget calls that an interrupt has cut off. */
const reset = new Error("Reset");

const interrupted = failure(new Interrupt("Interrupted"));
const untellable = failure(new Error("What the command gave or raised can't be told"));
const orders = [];
let send = null;
/** The command that runs: its id, its beginning, its outcome, and this outcome as the answer tells it. */
let current = null;
/** The folder of `require`. */
let folder = null;

hushLoader();
openChannel(words, begin, (order) => {
  if (order.kind === "interrupt") return current !== null && report(current, interrupted);
  orders[orders.length] = order;
  // What is raised in the listener of a port is raised again later, and resetCalls() must raise at once.
  setImmediate(work);
});

/** At the first import of a script, Node warns that this way of importing is new to it. */
function hushLoader() {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  void runScript(new Script('import("node:path")', { importModuleDynamically }));
  process.emitWarning = emitWarning;
}

function begin(sender, token) {
  send = sender;
  process.argv.length = 1;
  process.exit = exit;
  protectTimers();
  syncBuiltinESMExports();
  defineProperty(globalThis, "runyard", { value: runyard, configurable: true, writable: true });
  repair();
  const { pid, versions } = process;
  send(
    stringify({ kind: "hello", protocol: PROTOCOL, language: "node", version: versions.node, pid, token }),
  );
}

// --- commands ------------------------------------------------------------------------------------------------

/** Takes up what has come. */
function work() {
  if (current !== null || orders.length === 0) return;
  const order = takeOrder();
  if (order.kind === "close") endProcess(order.status);
  if (order.kind !== "run") return;
  current = { id: order.id, startedAt: now(), outcome: null, answer: null, isInZone: false };
  step(current, () => evaluate(current, order));
}

function takeOrder() {
  const order = orders[0];
  for (let place = 1; place < orders.length; place++) orders[place - 1] = orders[place];
  orders.length -= 1;
  return order;
}

/** Goes on with a command where an interrupt ends it, and what it gives is read there too: its getters are user code. */
function step(command, action) {
  const context = executionAsyncId();
  command.isInZone = true;
  const isWhole = runInZone(() => {
    action();
    if (command.outcome === null) return AWAITING;
    command.answer = encodeOutcome(command.outcome);
    return IDLE;
  });
  command.isInZone = false;
  if (!isWhole) report(command, interrupted);
  // What it has promised by now is still its own.
  else if (command.outcome !== null) setImmediate(() => report(command, command.answer));
  if (!isWhole || executionAsyncId() !== context) resetCalls();
}

function evaluate(command, { id, script, names, isStepped }) {
  try {
    makeAssignable(names);
    const filename = `<command ${id}>`;
    const value = runScript(new Script(script, { filename, importModuleDynamically }));
    if (isStepped) advance(command, apply(value, globalThis, []), next, undefined);
    else give(command, value);
  } catch (error) {
    settle(command, { isRaised: true, value: error });
  }
}

/** Goes on with a command up to what it awaits next. Where it is interrupted while it waits, it never goes on. */
function advance(command, generator, method, sent) {
  try {
    const { done, value } = method(generator, sent);
    if (done) give(command, value);
    else void awaitStep(command, generator, value);
  } catch (error) {
    settle(command, { isRaised: true, value: error });
  }
}

async function awaitStep(command, generator, promise) {
  let method = next;
  let sent;
  try {
    sent = await promise;
  } catch (error) {
    method = raise;
    sent = error;
  }
  setImmediate(() => enterAgain(command, () => advance(command, generator, method, sent)));
}

function give(command, value) {
  if (isPromise(value)) void awaitValue(command, value);
  else settle(command, { isRaised: false, value });
}

/** Some globals of Node can't be assigned to, and a script may declare their names: `const crypto = require("crypto")`. */
function makeAssignable(names) {
  for (let place = 0; place < names.length; place++) {
    const found = getOwnPropertyDescriptor(globalThis, names[place]);
    if (found === undefined || !found.configurable || found.writable === true || found.set !== undefined)
      continue;
    defineProperty(globalThis, names[place], { value: undefined, configurable: true, writable: true });
  }
}

async function awaitValue(command, promise) {
  try {
    settle(command, { isRaised: false, value: await promise });
  } catch (error) {
    settle(command, { isRaised: true, value: error });
  }
}

function settle(command, outcome) {
  if (command !== current || command.outcome !== null) return;
  command.outcome = outcome;
  if (!command.isInZone) setImmediate(() => enterAgain(command, () => {}));
}

function enterAgain(command, action) {
  if (command === current) step(command, action);
}

function encodeOutcome({ isRaised, value }) {
  try {
    return isRaised ? failure(value) : `"value":${encodeValue(value)},"error":null`;
  } catch {
    return untellable;
  }
}

function failure(error) {
  return `"value":null,"error":${encodeError(error)}`;
}

function report(command, answer) {
  if (command !== current) return;
  current = null;
  endWait();
  send(`{"kind":"done","id":${command.id},${answer},"durationMs":${now() - command.startedAt}}`);
  repair();
  if (orders.length > 0) setImmediate(work);
}

/** What user code may have broken for the next command. */
function repair() {
  listenAgain();
  try {
    restoreStreams();
    if (!has(rawListeners("uncaughtException"), onUncaught)) on("uncaughtException", onUncaught);
    const here = currentFolder();
    if (here !== folder) globalThis.require = createRequire(resolve(here, "command"));
    folder = here;
  } catch (error) {
    onUncaught(error);
  }
}

/** Nothing that is raised outside a command ends the interpreter. */
function onUncaught(error) {
  // exit() has told the command.
  if (error instanceof ProcessExit && current?.outcome?.value === error) return;
  try {
    writeAll(2, Buffer.from(`Uncaught ${traceOf(error)}\n`));
  } catch {
    // Nobody can be told.
  }
}

/**
 * Calls that an interrupt has cut off stand in Node's list of asynchronous contexts still, and Node ends itself where the
 * list does not fit its callbacks. It is emptied when an error has been caught that nobody has expected.
 */
function resetCalls() {
  const listeners = rawListeners("uncaughtException");
  removeAllListeners("uncaughtException");
  on("uncaughtException", function caught() {
    removeAllListeners("uncaughtException");
    for (let place = 0; place < listeners.length; place++) on("uncaughtException", listeners[place]);
  });
  throw reset;
}

// --- what commands see -----------------------------------------------------------------------------------------

/** Asks for the end of the program. For a command it is an error, as in other languages, caught or not. */
function exit(status) {
  const error = new ProcessExit(`process.exit(${status ?? process.exitCode ?? 0})`);
  if (current !== null) settle(current, { isRaised: true, value: error });
  throw error;
}

const runyard = {
  /** Tells how much of the command's work is done, from 0 to 1; what is beyond is taken for the nearer of the two. */
  progress(fraction) {
    const number = Number(fraction);
    if (!isFinite(number))
      throw new RangeError(`the progress is a number from 0 to 1, and ${String(fraction)} is none`);
    tell(`"kind":"progress"`, `"fraction":${number < 0 ? 0 : number > 1 ? 1 : number}`);
  },
  /** Tells of a file that the command has made. */
  output(file) {
    const whole = resolve(String(file));
    if (byteLength(whole) > MOST_PATH_BYTES)
      throw new RangeError(`the path of an output has at most ${MOST_PATH_BYTES} bytes`);
    tell(`"kind":"output"`, `"path":${stringify(whole)}`);
  },
};

function tell(kind, content) {
  const text = current === null ? null : `{${kind},"id":${current.id},${content}}`;
  if (text !== null) protect(() => send(text));
}
