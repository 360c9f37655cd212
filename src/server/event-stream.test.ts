import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask } from "../../test/http.ts";
import { waitForEnd } from "../../test/run-job.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import type { EventView, JobView } from "./api.ts";
import { eventFrame, eventStream } from "./event-stream.ts";

let serving: Serving;
let api: string;

before(async () => {
  serving = await startServing({ jobs: { true: { command: ["true"] } } });
  api = `${serving.url}/api/v1`;
});
after(() => serving.close());

async function create(run: boolean): Promise<JobView> {
  return JSON.parse((await ask("POST", `${api}/jobs`, { json: { type: "true", run } })).text) as JobView;
}

interface Frame {
  readonly id?: string;
  readonly event?: string;
  readonly data?: EventView;
}

/** The frames of a stream, until it ends or there were so many. @param onOpen called when the stream has begun */
async function framesOf(
  url: string,
  count: number,
  headers: Readonly<Record<string, string>> = {},
  onOpen: () => void = () => undefined,
): Promise<readonly Frame[]> {
  const leave = new AbortController();
  const response = await fetch(url, { headers, signal: leave.signal });
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-type") ?? "", /^text\/event-stream/);
  const frames: Frame[] = [];
  let buffer = "";
  for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    onOpen();
    const parts = (buffer + chunk).split("\n\n");
    buffer = parts.pop() ?? "";
    frames.push(...parts.map(parseFrame).filter((frame) => frame.event !== undefined));
    if (frames.length >= count) break;
  }
  leave.abort();
  return frames;
}

/** Waits until a stream has begun: what happens from then on is in it. @returns its frames, which are still to come */
async function beginFrames(
  url: string,
  count: number,
): Promise<{ readonly frames: Promise<readonly Frame[]> }> {
  const begun = Promise.withResolvers<void>();
  const frames = framesOf(url, count, {}, begun.resolve);
  await Promise.race([begun.promise, frames]);
  return { frames };
}

function parseFrame(text: string): Frame {
  const fields = Object.fromEntries(text.split("\n").map((line) => line.split(/: (.*)/, 2)));
  return {
    ...fields,
    ...(fields["data"] !== undefined && { data: JSON.parse(fields["data"]) as EventView }),
  };
}

test("eventFrame() writes an event on one line, whatever its text", () => {
  const change = { kind: "note", message: "two\nlines" } as const;
  const frame = eventFrame({ sequence: 7, at: 0, job: "j", type: "t", owner: null, change });
  assert.match(frame, /^id: 7\nevent: note\ndata: [^\n]+\n\n$/);
  assert.deepEqual(parseFrame(frame.trimEnd()).data?.change, change);
});

test("A job's stream tells its life from the beginning, and ends when it is deleted", async () => {
  const job = await create(true);
  const watching = await beginFrames(`${job.href}/events`, Number.POSITIVE_INFINITY);
  await waitForEnd(serving.service, job.id);
  await ask("DELETE", job.href);
  const frames = await watching.frames;
  const phases = frames.flatMap(({ data }) => (data?.change.kind === "phase" ? [data.change["to"]] : []));
  assert.deepEqual(phases.slice(0, 2), ["PENDING", "QUEUED"]);
  assert.ok(phases.includes("COMPLETED"));
  assert.equal(frames.at(-1)?.event, "deleted");
  assert.ok(frames.every(({ id, data }) => data?.job === job.id && id === String(data.sequence)));
});

test("A stream goes on after the event that was seen last", async () => {
  const job = await create(false);
  const [first] = await framesOf(`${job.href}/events`, 1);
  await ask("POST", `${job.href}/abort`);
  const header = await framesOf(`${api}/events?after=0`, 1, { "last-event-id": first?.id ?? "" });
  const query = await framesOf(`${job.href}/events?after=${first?.id}`, 1);
  for (const [next] of [header, query]) assert.equal(next?.data?.change["to"], "ABORTED");
});

test("The stream of all jobs begins now where nothing is said", async () => {
  await create(false);
  const watching = await beginFrames(`${api}/events`, 1);
  const { id } = await create(false);
  assert.equal((await watching.frames)[0]?.data?.job, id);
});

test("Asking for what was never given out, or is no longer kept, begins with a gap", async () => {
  const last = await serving.service.lastEvent();
  const watching = await beginFrames(`${api}/events?after=${last + 1000}`, 2);
  await create(false);
  const [gap, next] = await watching.frames;
  assert.equal(gap?.event, "gap");
  assert.ok(Number(next?.id) > last);
});

for (const [path, headers] of [
  ["events?after=x", {}],
  ["events", { "last-event-id": "x" }],
] as const) {
  test(`GET /${path} with ${JSON.stringify(headers)} answers 400`, async () => {
    assert.equal((await ask("GET", `${api}/${path}`, { headers })).status, 400);
  });
}

test("The stream of an unknown job answers 404, and HEAD of a stream 405", async () => {
  assert.equal((await ask("GET", `${api}/jobs/00000000000000000000000000/events`)).status, 404);
  assert.equal((await ask("HEAD", `${api}/events`)).status, 405);
});

test("A stream of some kinds leaves the others out, and still ends with its job", async () => {
  const job = await create(true);
  await waitForEnd(serving.service, job.id);
  const url = `${job.href}/events?kinds=attempt&kinds=changed`;
  const watching = await beginFrames(url, Number.POSITIVE_INFINITY);
  await ask("PATCH", job.href, { json: { destructionAt: "2040-01-01T00:00:00Z" } });
  await ask("DELETE", job.href);
  const kinds = new Set((await watching.frames).map(({ event }) => event));
  assert.deepEqual(kinds, new Set(["attempt", "changed"]));
  assert.equal((await ask("GET", `${api}/events?kinds=colour`)).status, 400);
});

test("eventStream() tells the place that it has come to where it leaves events out for long", async () => {
  const leave = new AbortController();
  const job = await create(false);
  const options = { job: job.id, kinds: ["note"], signal: leave.signal, heartbeatMs: 30 };
  const frames: string[] = [];
  for await (const frame of eventStream(serving.service, options)) {
    frames.push(frame);
    if (frame === ": still here\n\n" && frames.some((each) => each.startsWith("id:"))) break;
  }
  leave.abort();
  // Where the server is slow, it says that it is there before it has read anything.
  const told = frames.slice(1).filter((frame) => frame !== ": still here\n\n");
  assert.match(told.at(-1) ?? "", /^id: \d+\n: still here\n\n$/);
  assert.ok(
    told.every((frame) => frame.endsWith("\n: still here\n\n")),
    frames.join(""),
  );
});

test("eventStream() sends a comment where nothing happens, and ends with its signal", async () => {
  const leave = new AbortController();
  const frames: string[] = [];
  for await (const frame of eventStream(serving.service, { signal: leave.signal, heartbeatMs: 20 })) {
    frames.push(frame);
    if (frames.length === 3) leave.abort();
  }
  assert.deepEqual(frames, ["retry: 2000\n\n", ": still here\n\n", ": still here\n\n"]);
});

test("eventStream() reads no further than it is read", async () => {
  const leave = new AbortController();
  const stream = eventStream(serving.service, { after: 0, signal: leave.signal });
  const begin = await stream.next();
  assert.equal(begin.value, "retry: 2000\n\n");
  const job = await create(false);
  await ask("DELETE", job.href);
  const seen: string[] = [];
  for await (const frame of stream) {
    seen.push(frame);
    if (frame.includes('"kind":"deleted"') && frame.includes(job.id)) break;
  }
  assert.ok(seen.length > 2);
  leave.abort();
});
