// Descriptors 0 to 2, which user code may close or redirect, and the streams on them, which write at once: whatever a command
// has written is out before its answer.
import fs from "node:fs";
import { devNull } from "node:os";
import process from "node:process";
import { Writable } from "node:stream";
import { writeAll } from "./node-write.js";

const { closeSync: close, fstatSync: stat, openSync: open } = fs;
const { console } = globalThis;
const { nextTick } = process;
const { from } = Buffer;
const { assign, defineProperty } = Object;

const sources = [
  { flags: "r", path: devNull },
  { flags: "a", path: "/dev/fd/1" },
  { flags: "a", path: "/dev/fd/2" },
];

/** Copies of them, and what they lead to. */
const kept = sources.map(({ flags, path }, target) => {
  const descriptor = copyOf(target, path, flags);
  const { ino, dev } = stat(descriptor);
  return { descriptor, ino, dev };
});

setStream("stdout", 1);
setStream("stderr", 2);

function copyOf(target, path, flags) {
  try {
    return open(path, flags);
  } catch {
    // Not ours to open again, as a socket is: then it can't be restored.
    return target;
  }
}

/**
 * A stream that holds nothing back. Its own state is of no account, because an interrupt may leave a stream's state in the
 * middle of a change.
 */
function makeStream(descriptor) {
  const stream = new Writable({ decodeStrings: true, write: writeNow, autoDestroy: false });
  function writeNow(chunk, _encoding, done) {
    writeAll(descriptor, chunk);
    done();
  }
  function write(chunk, encoding, done) {
    const callback = typeof encoding === "function" ? encoding : done;
    const bytes =
      typeof chunk === "string"
        ? from(chunk, typeof encoding === "string" ? encoding : "utf8")
        : from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    writeAll(descriptor, bytes);
    if (typeof callback === "function") nextTick(callback);
    return true;
  }
  return assign(stream, { write, fd: descriptor, _type: "pipe", destroySoon: stream.destroy });
}

/** Makes descriptors and streams what they were. */
export function restoreStreams() {
  for (let target = 0; target < 3; target++) restoreDescriptor(target);
  restoreStream("stdout", 1);
  restoreStream("stderr", 2);
}

/** Node has no dup2(), but what is opened gets the lowest number that is free. */
function restoreDescriptor(target) {
  const { descriptor, ino, dev } = kept[target];
  try {
    const found = stat(target);
    if (found.ino === ino && found.dev === dev) return;
    close(target);
  } catch {
    // It is closed already.
  }
  open(target === 0 ? devNull : `/dev/fd/${descriptor}`, sources[target].flags);
}

/** User code may end the streams, and put others in their place, which stay where they can be written to. */
function restoreStream(name, descriptor) {
  const stream = process[name];
  if (typeof stream?.write === "function" && !stream.writableEnded && !stream.destroyed) return;
  setStream(name, descriptor);
}

function setStream(name, descriptor) {
  const value = makeStream(descriptor);
  defineProperty(process, name, { value, configurable: true, enumerable: true, writable: false });
  console[`_${name}`] = value;
}
