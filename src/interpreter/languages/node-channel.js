// The private channel to who started us: another thread reads it, and this one writes to it.
import process from "node:process";
import { Worker } from "node:worker_threads";
import { methodOf } from "./node-method.js";
import { writeAll } from "./node-write.js";

const { Uint8Array } = globalThis;
const encoder = new TextEncoder();
const encode = encoder.encode.bind(encoder);
const setBytes = methodOf(Uint8Array.prototype, "set");
const endAtOnce = process.reallyExit.bind(process);

/**
 * @param words shared with the thread that reads: see node-state.js
 * @param onOpen called with `send` and the token to send when there is somebody to send to
 * @param onOrder called with each order; where it is to run a command, with the script that its source makes
 */
export function openChannel(words, onOpen, onOrder) {
  const { RUNYARD_CHANNEL: address = "3", RUNYARD_CHANNEL_TOKEN: token = "" } = process.env;
  delete process.env.RUNYARD_CHANNEL;
  delete process.env.RUNYARD_CHANNEL_TOKEN;
  const reader = new Worker(new URL("./node-reader.js", import.meta.url), {
    workerData: { address, words },
    execArgv: [],
    // What Node says of it there is nothing that a command said.
    stderr: true,
  });
  reader.on("error", () => endAtOnce(1));
  reader.on("message", (message) => {
    if (message.kind === "open") onOpen(sender(message.descriptor), token);
    else if (message.kind === "lost") endAtOnce(0);
    else onOrder(message);
  });
}

/** Written at once, because a command that never waits may come next. */
function sender(descriptor) {
  return (json) => {
    const text = encode(json);
    const frame = new Uint8Array(8 + text.length);
    for (let place = 0; place < 4; place++) frame[place] = text.length >>> (24 - 8 * place);
    setBytes(frame, text, 8);
    try {
      writeAll(descriptor, frame);
    } catch {
      endAtOnce(1);
    }
  };
}
