// The thread that reads the private channel. It has globals of its own, which user code can't reach, and it can interrupt
// the main thread, which may be in a loop.
import net from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { interruptGroup, interruptOthers } from "./node-group.js";
import { prepare } from "./node-prepare.js";
import {
  AWAITING,
  CANCELLED,
  IDLE,
  INTERRUPTING,
  QUEUED,
  RUNNING,
  SENT,
  STATE,
  TELLING,
  TELLING_LAST,
} from "./node-state.js";

const { address, words } = workerData;
const tell = parentPort.postMessage.bind(parentPort);

const INSIST_MS = 50;

read(openChannel());

function openChannel() {
  // Node has made inherited descriptors close-on-exec: no child of ours gets it.
  return /^\d+$/.test(address) ? new net.Socket({ fd: Number(address) }) : net.connect(address);
}

function read(socket) {
  const tellOpen = () => tell({ kind: "open", descriptor: socket["_handle"].fd });
  socket.on("data", frameReader(obey));
  socket.on("error", () => socket.destroy());
  socket.on("close", () => tell({ kind: "lost" }));
  if (socket.connecting) socket.once("connect", tellOpen);
  else tellOpen();
}

/** Takes frames apart: two lengths, a message as JSON, and bytes. */
function frameReader(onFrame) {
  let received = Buffer.alloc(0);
  let wanted = 0;
  let chunks = [];
  let size = 0;
  return (chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size < wanted) return;
    received = chunks.length === 1 ? chunk : Buffer.concat(chunks);
    for (wanted = 8; received.length >= wanted; wanted = 8) {
      const jsonEnd = 8 + received.readUInt32BE(0);
      wanted = jsonEnd + received.readUInt32BE(4);
      if (received.length < wanted) break;
      onFrame(JSON.parse(received.toString("utf8", 8, jsonEnd)), received.toString("utf8", jsonEnd, wanted));
      received = received.subarray(wanted);
    }
    chunks = [received];
    size = received.length;
  };
}

function obey(order, source) {
  switch (order.kind) {
    case "run":
      Atomics.store(words, SENT, 0);
      Atomics.compareExchange(words, STATE, IDLE, QUEUED);
      tell({ kind: "run", id: order.id, ...prepare(source) });
      return;
    case "interrupt":
      while (!interrupt());
      return;
    default:
      tell(order);
  }
}

/** @returns false where the state has changed meanwhile */
function interrupt() {
  const state = Atomics.load(words, STATE);
  switch (state) {
    case QUEUED:
      return change(state, CANCELLED);
    case RUNNING:
      if (!change(state, INTERRUPTING)) return false;
      interruptGroup();
      Atomics.store(words, SENT, 1);
      setTimeout(insist, INSIST_MS);
      return true;
    case TELLING:
      return change(state, TELLING_LAST);
    case AWAITING:
      if (!change(state, CANCELLED)) return false;
      tell({ kind: "interrupt" });
      return true;
    default:
      return true;
  }
}

/** While the main thread waits for a process, the signal can't strike. No command can begin before we have sent it. */
function insist() {
  if (Atomics.load(words, STATE) !== INTERRUPTING) return;
  interruptOthers();
  setTimeout(insist, INSIST_MS);
}

function change(from, to) {
  return Atomics.compareExchange(words, STATE, from, to) === from;
}
