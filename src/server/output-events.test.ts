import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ask } from "../../test/http.ts";
import { until } from "../../test/run-job.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import type { JobView } from "./api.ts";
import { type OutputEvent, offsetAfter, outputEvents } from "./output-events.ts";

let serving: Serving;

before(async () => {
  serving = await startServing({
    jobs: {
      slow: {
        command: [
          "sh",
          "-c",
          "printf 'eins ☃\\n'; sleep 0.3; echo zwei; echo err >&2; printf '\\377\\376' >&2",
        ],
      },
      big: { command: ["sh", "-c", "yes 0123456 | head -c 8000000"] },
      items: { command: ["echo", "{item}"], agenda: ["a", "b"] },
      again: {
        command: [
          "sh",
          "-c",
          'echo "try $(cat "$0" 2>/dev/null)"; test -e "$0" && exit; echo 2 > "$0"; exit 1',
          "{file}",
        ],
        retry: 1,
        parameters: { file: { type: "string", required: true } },
      },
    },
  });
});
after(() => serving.close());

async function create(type: string, parameters: object = {}): Promise<JobView> {
  const json = { type, parameters };
  return JSON.parse((await ask("POST", `${serving.url}/api/v1/jobs`, { json })).text) as JobView;
}

async function waitForEnd({ href }: JobView): Promise<void> {
  for (const phase of ["QUEUED", "EXECUTING"]) await ask("GET", `${href}?wait=20&phase=${phase}`);
}

interface Frame {
  readonly id: string;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The frames of a job's stream until both outputs have ended. */
async function framesOf(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<readonly Frame[]> {
  const leave = new AbortController();
  const { body } = await fetch(url, { headers, signal: leave.signal });
  const frames: Frame[] = [];
  let buffer = "";
  for await (const chunk of (body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    const parts = (buffer + chunk).split("\n\n");
    buffer = parts.pop() ?? "";
    for (const part of parts) {
      const [, id = "", event = "", data = "{}"] = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(part) ?? [];
      if (event !== "") frames.push({ id, event, data: JSON.parse(data) as Frame["data"] });
    }
    if (frames.filter(({ event }) => event === "output-end").length === 2) break;
  }
  leave.abort();
  return frames;
}

function textOf(frames: readonly Frame[], stream: string): string {
  const own = frames.filter(({ event, data }) => event === "output" && data["stream"] === stream);
  return own.map(({ data }) => (typeof data["text"] === "string" ? data["text"] : "?")).join("");
}

test("A stream with output tells what a job writes among its changes", async () => {
  const job = await create("slow");
  const frames = await framesOf(`${job.href}/events?output=true`);
  assert.equal(textOf(frames, "stdout"), "eins ☃\nzwei\n");
  const err = frames.filter(({ event, data }) => event === "output" && data["stream"] === "stderr");
  assert.equal(
    Buffer.from(String(err.at(-1)?.data["base64"]), "base64")
      .subarray(-2)
      .toString("hex"),
    "fffe",
  );
  assert.ok(
    frames.some(({ event, data }) => event === "phase" && JSON.stringify(data).includes("EXECUTING")),
  );
  const first = frames.find(({ event, data }) => event === "output" && data["stream"] === "stdout");
  assert.equal(first?.data["offset"], 0);
});

test("A stream with output goes on where it was left, in changes and in both outputs", async () => {
  const job = await create("slow");
  await waitForEnd(job);
  const frames = await framesOf(`${job.href}/events?output=true`);
  const last = frames.at(-1);
  assert.match(last?.id ?? "", /^\d+;14,6$/);
  const [sequence = ""] = (last?.id ?? "").split(";");
  const rest = await framesOf(`${job.href}/events?output=true`, { "last-event-id": `${sequence};9,6` });
  assert.deepEqual([textOf(rest, "stdout"), textOf(rest, "stderr")], ["zwei\n", ""]);
  assert.ok(rest.every(({ event }) => event.startsWith("output")));
});

test("A stream with output is of one item, and begins anew when it is tried again", async () => {
  const job = await create("items");
  await waitForEnd(job);
  assert.equal((await ask("GET", `${job.href}/events?output=true`)).status, 400);
  assert.equal((await ask("GET", `${job.href}/events?output=true&item=9`)).status, 404);
  assert.equal(textOf(await framesOf(`${job.href}/events?output=true&item=1&kinds=phase`), "stdout"), "b\n");
  const again = await framesOf(
    `${(await create("again", { file: `${serving.folder}/again` })).href}/events?output=true`,
  );
  assert.match(textOf(again, "stdout"), /try 2\n$/);
});

test("outputEvents() leaves out what a slow reader is too far behind for, and says which bytes", async () => {
  const job = await create("big");
  await waitForEnd(job);
  const events: OutputEvent[] = [];
  const source = { stream: "stdout", offset: 0, signal: new AbortController().signal } as const;
  for await (const event of outputEvents(serving.service, job.id, source)) events.push(event);
  const gap = events.find(({ kind }) => kind === "output-gap");
  assert.ok(gap?.kind === "output-gap" && gap.next === 8_000_000 - 65_536);
  let offset = 0;
  for (const event of events) {
    assert.equal(event.offset, offset);
    offset = offsetAfter(event);
  }
  assert.deepEqual([offset, events.at(-1)?.kind], [8_000_000, "output-end"]);
});

test("A reader that takes nothing has one piece read for it, and no more", async () => {
  const job = await create("big");
  await waitForEnd(job);
  let reads = 0;
  const service = {
    async *follow(...[id, query]: Parameters<Serving["service"]["follow"]>) {
      for await (const part of serving.service.follow(id, query)) {
        reads++;
        yield part;
      }
    },
  };
  const leave = new AbortController();
  const events = outputEvents(service, job.id, { stream: "stdout", offset: 0, signal: leave.signal });
  await events.next();
  await sleep(100);
  assert.equal(reads, 1);
  leave.abort();
  await events.return(undefined);
});

test("A client that goes away ends the reading of its outputs", async () => {
  const job = await create("slow");
  const leave = new AbortController();
  const response = await fetch(`${job.href}/events?output=true`, { signal: leave.signal });
  await response.body?.getReader().read();
  leave.abort();
  await until("the job has ended all the same", async () => {
    const { phase } = await serving.service.job(job.id);
    return phase === "COMPLETED";
  });
});
