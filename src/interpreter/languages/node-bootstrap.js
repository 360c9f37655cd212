// Runyard's end of a live Node: takes commands from a private channel and runs each as a line of a REPL.
//
// It is published and started as it stands, and works with Node 18 and newer. V8's REPL mode, which the inspector alone
// offers, gives commands await at the top level and names that may be declared again. User code may do what it likes to
// globals, listeners and descriptors 0 to 2: what is needed here is put aside first or put right after each command.
import { writeSync } from "node:fs";
import inspector from "node:inspector";
import { createRequire, isBuiltin, syncBuiltinESMExports } from "node:module";
import path from "node:path";
import process from "node:process";
import { setImmediate } from "node:timers";
import { pathToFileURL } from "node:url";
import { types } from "node:util";
import vm from "node:vm";
import { openChannel } from "./node-channel.js";
import { restoreStreams, writtenTo } from "./node-streams.js";
import { encodeError, encodeValue, traceOf } from "./node-values.js";

const PROTOCOL = 1;

const { BigInt, Error, Number, Object, String } = globalThis;
const { stringify } = JSON;
const now = performance.now.bind(performance);
const endProcess = process.exit.bind(process);

/** The file of the one script that is ours and that user code's stacks show. */
const WATCHED = "runyardWatched";

/** What process.exit() raises in a command. */
class ProcessExit extends Error {
  name = "ProcessExit";
}

/** What SIGINT makes of the command that runs. */
class Interrupt extends Error {
  name = "Interrupt";
}

// --- commands ----------------------------------------------------------------------------------------------

const session = new inspector.Session();
session.connect();
const orders = [];
const { send, token } = openChannel(begin, (order) => {
  orders[orders.length] = order;
  setImmediate(work);
});
/** The command that runs: its id, the name of its file, its source, its beginning, and its outcome when it has one. */
let running = null;
let exitStatus = null;
let isWatching = false;

/** Values of user code come from the inspector by being handed to this object. */
const holder = Object.create(null);
globalThis.runyard = holder;
const holderId = ask("Runtime.evaluate", { expression: "runyard" }).result.objectId;

const watched = new vm.Script(`${WATCHED}()`, { filename: WATCHED });

function ask(method, parameters) {
  let answer;
  session.post(method, parameters, (error, result) => {
    answer = error === null ? result : undefined;
  });
  return answer;
}

/** Takes up what has come. It is called by events alone: V8 must be free to run what user code promises. */
function work() {
  while (running === null && orders.length > 0) {
    const { kind, id, status, source } = orders.shift();
    if (kind === "close") endProcess(status);
    if (kind === "run") run({ id, file: `<command-${id}>`, source, startedAt: now(), outcome: null });
  }
}

function run(command) {
  running = command;
  exitStatus = null;
  let isInterrupted = false;
  try {
    watch(() => evaluate(command));
  } catch {
    isInterrupted = true;
  }
  if (command.outcome !== null) report(command);
  else if (isInterrupted) interrupt();
}

/**
 * Calls it so that SIGINT ends it in the middle, with all that it needs no event for. Nothing of ours may happen there
 * that must not be left half done.
 */
function watch(action) {
  const restoreCount = hideListeners();
  globalThis[WATCHED] = () => {
    delete globalThis[WATCHED];
    restoreCount();
    action();
    // What user code promises is kept here, where it can be ended.
    process["_tickCallback"]?.();
  };
  isWatching = true;
  try {
    watched.runInThisContext({ breakOnSigint: true });
  } finally {
    isWatching = false;
    restoreCount();
    listenAgain();
  }
}

/** Where vm sees listeners it takes them away, and SIGINT is deadly until its watch has begun. */
function hideListeners() {
  const found = Object.getOwnPropertyDescriptor(process, "listenerCount");
  Object.defineProperty(process, "listenerCount", { value: () => 0, configurable: true });
  return () => {
    if (found === undefined) delete process.listenerCount;
    else Object.defineProperty(process, "listenerCount", found);
  };
}

/** The watch leaves SIGINT as it is in a process that listens to none. */
function listenAgain() {
  const listeners = process.rawListeners("SIGINT");
  process.removeAllListeners("SIGINT");
  for (let place = 0; place < listeners.length; place++) process.on("SIGINT", listeners[place]);
}

function evaluate(command) {
  const expression = `${prepare(command.source)}\n//# sourceURL=${command.file}`;
  const parameters = { expression, replMode: true, silent: true, objectGroup: "command" };
  session.post("Runtime.evaluate", parameters, (error, answer) => {
    if (running !== command) return;
    if (error !== null) finish(command, { error, place: null });
    else if (answer.exceptionDetails === undefined) void settle(command, take(answer.result));
    else fail(command, answer.exceptionDetails);
  });
}

function fail(command, { exception, lineNumber, columnNumber }) {
  const error = take(exception);
  const isUnplaced =
    types.isNativeError(error) && error.name === "SyntaxError" && !String(error.stack).includes(command.file);
  finish(command, { error, place: isUnplaced ? placeOf(command, lineNumber, columnNumber) : null });
}

/** The line of the source that does not parse, as Node shows it. */
function placeOf({ file, source }, line, column) {
  const text = `${file}:${line + 1}\n${source.split("\n")[line] ?? ""}\n${" ".repeat(column)}^`;
  return { file, line: line + 1, text };
}

/** What the inspector tells of a value is a form of its own: the value itself is handed to our object. */
function take(remote) {
  if (remote.objectId === undefined)
    return remote.unserializableValue === undefined ? remote.value : special(remote);
  ask("Runtime.callFunctionOn", {
    functionDeclaration: "function (value) { this.value = value }",
    objectId: holderId,
    arguments: [{ objectId: remote.objectId }],
    silent: true,
  });
  session.post("Runtime.releaseObjectGroup", { objectGroup: "command" });
  const { value } = holder;
  delete holder.value;
  return value;
}

function special({ type, unserializableValue: text }) {
  return type === "bigint" ? BigInt(text.slice(0, -1)) : Number(text);
}

/** A promise as the last value is waited for. */
async function settle(command, value) {
  try {
    finish(command, { value: types.isPromise(value) ? await value : value });
  } catch (error) {
    finish(command, { error, place: null });
  }
}

function finish(command, outcome) {
  if (running !== command || command.outcome !== null) return;
  command.outcome = outcome;
  if (!isWatching) report(command);
}

function report(command) {
  const { id, startedAt } = command;
  const { value, error } = encodeOutcome(command.outcome);
  const written = `"stdout":${writtenTo(1)},"stderr":${writtenTo(2)}`;
  running = null;
  send(
    `{"kind":"done","id":${id},"value":${value},"error":${error},${written},"durationMs":${now() - startedAt}}`,
  );
  repair();
  setImmediate(work);
}

function encodeOutcome(outcome) {
  if (exitStatus !== null)
    return { value: "null", error: encodeError(new ProcessExit(`process.exit(${exitStatus})`), null) };
  if ("error" in outcome) return { value: "null", error: encodeError(outcome.error, outcome.place) };
  return { value: encodeValue(outcome.value), error: "null" };
}

/** Between commands there is nothing to interrupt. What waits for events goes on by itself, but nobody waits for it. */
function interrupt() {
  if (running !== null) finish(running, { error: new Interrupt("Interrupted by SIGINT"), place: null });
}

/** Nothing that is raised outside a command ends the interpreter. */
function onUncaught(error) {
  if (error instanceof ProcessExit && running !== null) return finish(running, { error, place: null });
  try {
    writeSync(2, `Uncaught ${traceOf(error)}\n`);
  } catch {
    // Nobody can be told.
  }
}

/** What user code may have broken for the next command. */
function repair() {
  restoreStreams();
  if (!process.listeners("SIGINT").includes(interrupt)) process.on("SIGINT", interrupt);
  if (!process.listeners("uncaughtException").includes(onUncaught))
    process.on("uncaughtException", onUncaught);
}

// --- what commands see -------------------------------------------------------------------------------------

const STRINGS_AND_COMMENTS =
  /\/\/.*|\/\*[^]*?\*\/|"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*'|`(?:\\[^]|[^`\\])*`|(?<![.\w$])import(?=\s*\()/g;

/** V8 can't import for the inspector; and what is all in braces is most often an object. */
function prepare(source) {
  const text = source.replace(STRINGS_AND_COMMENTS, (part) => (part === "import" ? "runyard.import" : part));
  if (!/^\s*\{[^]*\}\s*$/.test(text)) return text;
  try {
    void new vm.Script(`(${text}\n)`);
    return `(${text}\n)`;
  } catch {
    return text;
  }
}

function importHere(specifier, options) {
  const here = pathToFileURL(`${process.cwd()}${path.sep}`);
  if (isBuiltin(specifier) || /^[a-z]+:/i.test(specifier)) return import(specifier, options);
  if (/^\.{0,2}\//.test(specifier)) return import(new URL(specifier, here).href, options);
  return import(pathToFileURL(createRequire(here).resolve(specifier)).href, options);
}

const runyard = {
  /** Tells how much of the command's work is done, from 0 to 1. */
  progress(fraction) {
    if (running !== null) send(`{"kind":"progress","id":${running.id},"fraction":${Number(fraction)}}`);
  },
  /** Tells of a file that the command has made. */
  output(file) {
    if (running !== null)
      send(`{"kind":"output","id":${running.id},"path":${stringify(path.resolve(String(file)))}}`);
  },
  import: importHere,
};

Object.defineProperty(globalThis, "runyard", { value: runyard, configurable: true, writable: true });
globalThis.require = createRequire(`${process.cwd()}${path.sep}`);
process.exit = (status) => {
  exitStatus = status ?? process.exitCode ?? 0;
  throw new ProcessExit(`process.exit(${exitStatus})`);
};
syncBuiltinESMExports();

function begin() {
  repair();
  const { pid, versions } = process;
  send(
    stringify({ kind: "hello", protocol: PROTOCOL, language: "node", version: versions.node, pid, token }),
  );
}
