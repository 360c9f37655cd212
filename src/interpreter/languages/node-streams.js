// Descriptors 0 to 2, which user code may close, replace or redirect, and the streams on them.
import { closeSync as close, fstatSync as stat, openSync as open, writeSync as write } from "node:fs";
import { devNull } from "node:os";
import process from "node:process";
import { Writable } from "node:stream";

const { defineProperty } = Object;

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

function copyOf(target, path, flags) {
  try {
    return open(path, flags);
  } catch {
    // No file, or one that is not ours to open: then it can't be restored.
    return target;
  }
}

/** How much has been written to stdout or stderr, in bytes. */
export function writtenTo(target) {
  return stat(kept[target].descriptor).size;
}

/** Makes them what they were; the streams are renewed where user code has ended or destroyed them. */
export function restoreStreams() {
  for (let target = 0; target < 3; target++) restoreDescriptor(target);
  renewStream("stdout", 1);
  renewStream("stderr", 2);
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

function renewStream(name, descriptor) {
  const stream = process[name];
  if (stream !== undefined && !stream.writableEnded && !stream.destroyed) return;
  const value = new Writable({
    write(chunk, _encoding, done) {
      for (let rest = chunk; rest.length > 0; ) rest = rest.subarray(write(descriptor, rest));
      done();
    },
  });
  defineProperty(process, name, { value, configurable: true, enumerable: true, writable: true });
  console[`_${name}`] = value;
}
