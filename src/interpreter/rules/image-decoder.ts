import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";
import { inflateSync } from "node:zlib";
import { messageOf } from "../../core/mod.ts";

/** The memory that decoding an image may take: enough for a PNG of 16384 × 8192 pixels. */
const MAX_MEMORY_MB = 4096;
/** jpeg-js takes half a second for each megapixel, and comes to its own bound on memory only by taking the memory. */
const MAX_JPEG_MEGAPIXELS = 100;

/** Of a pixel of a PNG, by the colour type (PNG, third edition, §11.2.1). */
const CHANNELS: readonly number[] = [1, 0, 3, 1, 2, 0, 4];

const TOO_SHORT = "its data ends too early";
const DAMAGED = "its data is damaged";

/** How the thread knows that it is meant: this file is its program, too. */
const MARK = "runyard-image-decoder";

interface Request {
  readonly mark: typeof MARK;
  readonly path: string;
  readonly kind: "png" | "jpeg";
}

if (!isMainThread && isRequest(workerData)) void answer(workerData);

/**
 * Decodes an image, in a thread of its own: a large one takes seconds, and memory that is to go back.
 *
 * @returns why it can't be decoded, as the end of a sentence; undefined where it can
 */
export async function decodingProblem(path: string, kind: "png" | "jpeg"): Promise<string | undefined> {
  const request: Request = { mark: MARK, path, kind };
  const thread = new Worker(new URL(import.meta.url), { workerData: request, execArgv: [] });
  try {
    const [problem] = (await Promise.race([
      once(thread, "message"),
      once(thread, "exit").then(() => [DAMAGED]),
    ])) as [string | undefined];
    return problem;
  } catch (error) {
    // A thread that runs out of memory ends with an error.
    return `the attempt failed: ${messageOf(error)}`;
  } finally {
    await thread.terminate();
  }
}

function isRequest(data: unknown): data is Request {
  return typeof data === "object" && data !== null && "mark" in data && data.mark === MARK;
}

async function answer({ path, kind }: Request): Promise<void> {
  const bytes = readFileSync(path);
  const problem = kind === "png" ? await pngProblem(bytes) : await jpegProblem(bytes);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port to a thread has no origin
  parentPort?.postMessage(problem);
}

async function pngProblem(bytes: Buffer): Promise<string | undefined> {
  const end = endOfPng(bytes);
  if (end === undefined) return TOO_SHORT;
  // The header comes first, and has 13 bytes (§5.6, §11.2.1).
  if (bytes.toString("latin1", 12, 16) !== "IHDR" || bytes.readUInt32BE(8) !== 13 || end < 33) return DAMAGED;
  if (memoryForPng(bytes) > MAX_MEMORY_MB * 1024 ** 2)
    return `decoding it takes more than ${MAX_MEMORY_MB / 1024} GiB`;
  // Loaded here, in the thread, because few processes come to it.
  const { PNG } = await import("pngjs");
  try {
    // Viewers don't mind what comes after the end, and pngjs does.
    const image = bytes.subarray(0, end);
    if (isInterlaced(image)) inflateSync(dataOfPng(image), { maxOutputLength: mostDataOfPng(image) });
    PNG.sync.read(image);
    return undefined;
  } catch {
    return DAMAGED;
  }
}

/** Where the last chunk ends (PNG, third edition, §5.3); undefined where it is not there as a whole. */
function endOfPng(bytes: Buffer): number | undefined {
  for (let start = 8; start + 12 <= bytes.length; ) {
    const end = start + 12 + bytes.readUInt32BE(start);
    if (bytes.toString("latin1", start + 4, start + 8) === "IEND")
      return end > bytes.length ? undefined : end;
    start = end;
  }
  return undefined;
}

/** Then pngjs inflates all that is there, whatever the image's size. */
function isInterlaced(bytes: Buffer): boolean {
  return bytes.readUInt8(28) !== 0;
}

/** What stands compressed in all data chunks, one after the other (§10.1). */
function dataOfPng(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let start = 8; start + 12 <= bytes.length; ) {
    const end = start + 12 + bytes.readUInt32BE(start);
    if (bytes.toString("latin1", start + 4, start + 8) === "IDAT")
      parts.push(bytes.subarray(start + 8, end - 4));
    start = end;
  }
  return Buffer.concat(parts);
}

/** More than the data of an interlaced image can be: each of its 7 passes (§8.2) has a byte for each row, and may end a row in the middle of a byte. */
function mostDataOfPng(bytes: Buffer): number {
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const pixelBytes = ((CHANNELS[bytes.readUInt8(25)] ?? 4) * bytes.readUInt8(24)) / 8;
  return Math.ceil(width * height * pixelBytes) + 7 * 2 * (height + 1) + 64;
}

/** What pngjs, which has no limit of its own, takes in bytes: the data three times, and four channels of a pixel. */
function memoryForPng(bytes: Buffer): number {
  const pixels = bytes.readUInt32BE(16) * bytes.readUInt32BE(20);
  const depth = bytes.readUInt8(24) / 8;
  const channels = CHANNELS[bytes.readUInt8(25)] ?? 4;
  return pixels * (3 * channels * depth + 4 * Math.max(1, depth));
}

async function jpegProblem(bytes: Buffer): Promise<string | undefined> {
  const { decode } = await import("jpeg-js");
  try {
    decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: false,
      maxResolutionInMP: MAX_JPEG_MEGAPIXELS,
      maxMemoryUsageInMB: MAX_MEMORY_MB,
    });
    return undefined;
  } catch (error) {
    if (/limit exceeded|Could not allocate/.test(messageOf(error))) {
      return `it has more than the ${MAX_JPEG_MEGAPIXELS} megapixels of a JPEG that can be decoded`;
    }
    // The end of the image comes after its last scan (ITU-T T.81, B.2.1).
    const isWhole = bytes.lastIndexOf("ffd9", "hex") > bytes.lastIndexOf("ffda", "hex");
    return isWhole ? `${DAMAGED}, or it is a rare kind of JPEG` : TOO_SHORT;
  }
}
