import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, test } from "node:test";
import { ask } from "../../test/http.ts";
import { until } from "../../test/run-job.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import type { JobView } from "./api.ts";

let serving: Serving;
let places: Readonly<Record<string, string>>;

before(async () => {
  serving = await startServing({
    jobs: {
      leave: {
        command: ["sh", "-c", "printf 0123456789 | tee $RUNYARD_RESULTS/ten.txt; : > $RUNYARD_RESULTS/none"],
      },
      slow: { command: ["sh", "-c", "printf 01234; sleep 60"] },
    },
  });
  const { href, uws } = await create("leave");
  for (const phase of ["QUEUED", "EXECUTING"]) await ask("GET", `${href}?wait=20&phase=${phase}`);
  places = {
    "a result of the API": `${href}/results/ten.txt`,
    "a result of UWS": `${uws}/results/ten.txt`,
    "an output of the API": `${href}/output/stdout`,
    "an output of UWS": `${uws}/results/stdout`,
    "an empty result": `${href}/results/none`,
  };
});
after(() => serving.close());

async function create(type: string): Promise<JobView> {
  return JSON.parse((await ask("POST", `${serving.url}/api/v1/jobs`, { json: { type } })).text) as JobView;
}

for (const what of ["a result of the API", "a result of UWS", "an output of the API", "an output of UWS"]) {
  test(`GET of ${what} gives one range, and tells what it is of`, async () => {
    const url = places[what] ?? "";
    const whole = await ask("GET", url);
    const etag = whole.headers.get("etag") ?? "";
    assert.match(etag, /^"[\w-]+"$/);
    assert.deepEqual(
      [whole.status, whole.text, whole.headers.get("accept-ranges")],
      [200, "0123456789", "bytes"],
    );
    const cases: readonly (readonly [Readonly<Record<string, string>>, number, string, string | null])[] = [
      [{ range: "bytes=2-4" }, 206, "234", "bytes 2-4/10"],
      [{ range: "bytes=-3" }, 206, "789", "bytes 7-9/10"],
      [{ range: "bytes=8-99" }, 206, "89", "bytes 8-9/10"],
      [{ range: "bytes=0-1,5-6" }, 200, "0123456789", null],
      [{ range: "bytes=2-4", "if-range": etag }, 206, "234", "bytes 2-4/10"],
      [{ range: "bytes=2-4", "if-range": '"another"' }, 200, "0123456789", null],
      [{ range: "bytes=2-4", "if-range": "Sat, 01 Jan 2000 00:00:00 GMT" }, 200, "0123456789", null],
      [{ range: "bytes=2-4", "if-none-match": etag }, 304, "", null],
      [{ "if-none-match": `W/${etag}, "x"` }, 304, "", null],
      [{ "if-none-match": '"x"' }, 200, "0123456789", null],
    ];
    for (const [headers, status, text, range] of cases) {
      const answer = await ask("GET", url, { headers });
      assert.deepEqual(
        [answer.status, answer.text, answer.headers.get("content-range")],
        [status, text, range],
        JSON.stringify(headers),
      );
      assert.equal(answer.headers.get("etag"), etag);
    }
  });

  test(`GET of ${what} past its end is 416 with its size`, async () => {
    const { status, headers } = await ask("GET", places[what] ?? "", { headers: { range: "bytes=10-" } });
    assert.deepEqual([status, headers.get("content-range"), headers.get("etag")], [416, "bytes */10", null]);
  });

  test(`HEAD of ${what} tells the size and sends nothing`, async () => {
    const { status, headers } = await head(places[what] ?? "", { range: "bytes=2-4" });
    assert.deepEqual([status, headers["content-length"]], [200, "10"]);
    assert.equal((await head(places[what] ?? "", { "if-none-match": String(headers["etag"]) })).status, 304);
  });
}

test("An empty result is sent whole, and has no range", async () => {
  const url = places["an empty result"] ?? "";
  const whole = await ask("GET", url);
  assert.deepEqual([whole.status, whole.headers.get("content-length")], [200, "0"]);
  assert.equal((await ask("GET", url, { headers: { range: "bytes=0-" } })).status, 416);
});

test("An output that grows has ranges without an end, and no ETag", async () => {
  const { href } = await create("slow");
  await until("it has written", async () => (await ask("GET", `${href}/output/stdout`)).text === "01234");
  const part = await ask("GET", `${href}/output/stdout`, { headers: { range: "bytes=1-2" } });
  assert.deepEqual(
    [part.status, part.text, part.headers.get("content-range"), part.headers.get("etag")],
    [206, "12", "bytes 1-2/*", null],
  );
  assert.equal((await head(`${href}/output/stdout?follow=true`)).status, 200);
  await ask("DELETE", href);
});

/** A HEAD by hand: fetch hides nothing of it, but keeps no length. */
function head(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number | undefined; readonly headers: Readonly<Record<string, unknown>> }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "HEAD", headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode, headers: response.headers });
    });
    sent.on("error", reject).end();
  });
}
