// Runyard's end of a live Node: takes commands from a private channel and runs each as a line of a REPL.
//
// It is published and started as it stands, and works with Node 18 and newer. V8's REPL mode, which the inspector alone
// offers, gives commands await at the top level and names that may be declared again. User code may do what it likes to
// globals, listeners and descriptors 0 to 2: what is needed here is put aside first or put right after each command.
import fs from "node:fs";
import inspector from "node:inspector";
import { createRequire, syncBuiltinESMExports } from "node:module";
import net from "node:net";
import { devNull } from "node:os";
import path from "node:path";
import process from "node:process";
import { Writable } from "node:stream";
import { setImmediate } from "node:timers";
import { pathToFileURL } from "node:url";
import { inspect, types } from "node:util";
import vm from "node:vm";

const PROTOCOL = 1;

// More of a value than this is told as the beginning of its text.
const MOST_ITEMS = 100_000;
const MOST_DEPTH = 50;
const MOST_TEXT = 10_000;

// What user code may change.
const { Array, ArrayBuffer, Atomics, BigInt, Buffer, Date, Error, Int32Array, Map, Number, Object, Set } = globalThis;
const { SharedArrayBuffer, String, Uint8Array } = globalThis;
const { parse, stringify } = JSON;
const { now } = performance;
const clock = () => call(now, performance);
const call = Function.prototype.call.bind(Function.prototype.call);
const { from: bytesFrom, concat, alloc } = Buffer;
const { slice, split, startsWith, endsWith, trim, replaceAll, isWellFormed } = String.prototype;
const { exec, test } = RegExp.prototype;
const { then } = Promise.prototype;
const { toISOString, getTime } = Date.prototype;
const { exit: exitNow, reallyExit, cwd } = process;

const OWN_FILE = import.meta.url;
const WATCHED_FILE = "runyard-watched";
