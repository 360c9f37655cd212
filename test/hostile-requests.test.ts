import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import * as fc from "fast-check";
import { type Sent, hostileRequests } from "./hostile.ts";
import { openSocket } from "./http.ts";
import { until } from "./run-job.ts";
import { type Serving, startServing } from "./serving.ts";
import { createJob } from "./uws-job.ts";

const SEED = 19_690_720;
/** Everything is answered within this, or has begun to be where it is a stream. */
const ANSWER_MS = 60_000;

let serving: Serving;
let job = "";
before(async () => {
  serving = await startServing({
    jobs: {
      some: {
        command: ["sh", "-c", "echo out; echo text > $RUNYARD_RESULTS/r.txt; sleep {s}"],
        parameters: {
          s: { type: "number", default: 0 },
          text: { type: "string", default: "" },
          file: { type: "file" },
          many: { type: "string", multiple: true, default: [] },
        },
      },
    },
    uploads: { hosts: [], timeoutMs: 1000 },
    uploadLimitBytes: 50_000,
  });
});
after(() => serving.close());

test("Whatever is asked is answered, never with a failure of the server, and leaves nothing behind", async () => {
  await fc.assert(
    fc.asyncProperty(hostileRequests, async (sent) => {
      job = await livingJob();
      const status = await statusOf(sent);
      assert.ok(status >= 200 && status < 500, `${sent.method} ${sent.path}: ${status}`);
    }),
    { seed: SEED, numRuns: 1500, endOnFailure: true },
  );
  await until("what was received and not taken is gone", () => filesIn("incoming") === 0);
  assert.deepEqual(
    serving.logged.filter((line) => /Error|at \/|undefined/.test(line)),
    [],
  );
  assert.equal((await fetch(`${serving.url}/healthz`)).status, 200);
});

test("Bytes that are no request end their connection, and nothing else", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 1, maxLength: 400 }),
      fc.boolean(),
      async (bytes, isBegun) => {
        const socket = await openSocket(serving.url);
        socket.on("error", () => {});
        socket.end(Buffer.concat([Buffer.from(isBegun ? "POST /jobs HTTP/1.1\r\n" : ""), bytes]));
        const status = await readStatus(socket, "");
        assert.ok(status === null || (status >= 200 && status < 500), String(status));
      },
    ),
    { seed: SEED, numRuns: 300, endOnFailure: true },
  );
  assert.equal((await fetch(`${serving.url}/healthz`)).status, 200);
});

let asked = 0;

/** A job that is there: a new one after a while, for what is asked ends them, and deletes them. */
async function livingJob(): Promise<string> {
  if (asked++ % 8 !== 0) return job;
  const fields = { s: "0.05", ...(asked % 16 === 1 && { PHASE: "RUN" }) };
  return (await createJob(`${serving.url}/services/some/async`, fields)).split("/").at(-1) ?? "";
}

/** The status of the answer; of a stream as soon as it begins. */
async function statusOf({ method, path, headers, body }: Sent): Promise<number> {
  const socket = await openSocket(serving.url);
  socket.on("error", () => {});
  const lines = [
    `${method} ${path.replaceAll("JOB", job)} HTTP/1.1`,
    `host: ${new URL(serving.url).host}`,
    "connection: close",
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body.length > 0 || method === "POST" ? [`content-length: ${body.length}`] : []),
  ];
  socket.write(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`), body]));
  const status = await readStatus(socket, `${method} ${path}`);
  assert.ok(status !== null, `${method} ${path}: the connection was closed`);
  return status;
}

async function readStatus(socket: Socket, what: string): Promise<number | null> {
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  const late = setTimeout(() => reject(new Error(`No answer within ${ANSWER_MS} ms: ${what}`)), ANSWER_MS);
  let text = "";
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
    const found = /HTTP\/1\.1 (?!100)(\d{3})/.exec(text)?.[1];
    if (found !== undefined) resolve(Number(found));
  });
  socket.on("close", () => resolve(null));
  try {
    return await promise;
  } finally {
    clearTimeout(late);
    socket.destroy();
  }
}

function filesIn(folder: string): number {
  try {
    return readdirSync(join(serving.folder, "data", folder)).length;
  } catch {
    return 0;
  }
}
