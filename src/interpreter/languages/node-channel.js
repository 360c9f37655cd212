// The private channel to who started us: commands come from it, and what became of them goes there.
import { writeSync } from "node:fs";
import net from "node:net";
import process from "node:process";

const { Atomics, Buffer, Int32Array, Number, SharedArrayBuffer } = globalThis;
const { parse } = JSON;
const { nextTick } = process;
const endAtOnce = process.reallyExit.bind(process);

/**
 * @param onOpen called when there is somebody to send to
 * @param onOrder called with each message, and the text beside it as its `source`
 */
export function openChannel(onOpen, onOrder) {
  const address = process.env.RUNYARD_CHANNEL ?? "3";
  const token = process.env.RUNYARD_CHANNEL_TOKEN ?? "";
  delete process.env.RUNYARD_CHANNEL;
  delete process.env.RUNYARD_CHANNEL_TOKEN;
  // Node has made inherited descriptors close-on-exec: no child of ours gets it.
  const socket = /^\d+$/.test(address) ? new net.Socket({ fd: Number(address) }) : net.connect(address);
  socket.on("data", reader(onOrder));
  socket.on("close", () => endAtOnce(0));
  socket.on("error", () => endAtOnce(0));
  if (socket.connecting) socket.once("connect", onOpen);
  else nextTick(onOpen);
  return { send: sender(socket), token };
}

/** Takes frames apart: two lengths, a message as JSON, and bytes. */
function reader(onOrder) {
  let received = Buffer.alloc(0);
  return (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    while (received.length >= 8) {
      const jsonEnd = 8 + received.readUInt32BE(0);
      const end = jsonEnd + received.readUInt32BE(4);
      if (received.length < end) return;
      const order = parse(received.toString("utf8", 8, jsonEnd));
      onOrder({ ...order, source: received.toString("utf8", jsonEnd, end) });
      received = received.subarray(end);
    }
  };
}

/** Written at once, because a command that never waits may come next. What an interrupt leaves goes before the next. */
function sender(socket) {
  const moment = new Int32Array(new SharedArrayBuffer(4));
  let unsent = Buffer.alloc(0);
  return (json) => {
    const text = Buffer.from(json);
    const head = Buffer.alloc(8);
    head.writeUInt32BE(text.length);
    unsent = Buffer.concat([unsent, head, text]);
    while (unsent.length > 0) {
      try {
        unsent = unsent.subarray(writeSync(socket["_handle"].fd, unsent));
      } catch (error) {
        if (error.code !== "EAGAIN" && error.code !== "EINTR") endAtOnce(1);
        Atomics.wait(moment, 0, 0, 1);
      }
    }
  };
}
