import fs from "node:fs";

const { writeSync } = fs;
const { wait } = Atomics;
const moment = new Int32Array(new SharedArrayBuffer(4));

/** Writes all of it before it returns, also where the descriptor does not wait by itself. */
export function writeAll(descriptor, bytes) {
  for (let place = 0; place < bytes.length; ) {
    try {
      place += writeSync(descriptor, bytes, place);
    } catch (error) {
      if (error.code !== "EAGAIN" && error.code !== "EINTR") throw error;
      wait(moment, 0, 0, 1);
    }
  }
}
