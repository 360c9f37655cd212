import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, readdir, rm, stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { withFarSide } from "../../../test/far-side.ts";
import { until } from "../../../test/run-job.ts";
import { UwsClient } from "./uws-client.ts";
import type { UwsResult } from "./uws-result.ts";

const content = Buffer.from(Array.from({ length: 200_000 }, (_, place) => (place * 7919) % 256));
const digest = `sha-256=:${createHash("sha256").update(content).digest("base64")}:`;

/** A service with one job with one result, and a folder to fetch it into. */
async function withResult(
  attributes: string,
  serve: (request: IncomingMessage, response: ServerResponse, folder: string) => void,
  use: (result: UwsResult, folder: string, asked: readonly string[]) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "runyard-uws-result-"));
  const result = `<result xmlns:x="http://www.w3.org/1999/xlink" ${attributes}/>`;
  const job = `<job xmlns="http://www.ivoa.net/xml/UWS/v1.0"><phase>COMPLETED</phase><results>${result}</results></job>`;
  try {
    await withFarSide(
      (request, response) => {
        if (request.url === "/1") response.end(job);
        else serve(request, response, folder);
      },
      async ({ url, asked }) => {
        const [first] = await new UwsClient(url, { auth: { token: "t" } }).job("1").results();
        assert.ok(first);
        await use(first, folder, asked);
      },
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("UwsResult.download() goes on where a connection broke, where the service has ranges", async () => {
  const ranges: (string | undefined)[] = [];
  await withResult(
    `id="a/b" x:href="/r" size="${content.length}"`,
    ({ headers }, response, folder) => {
      ranges.push(headers.range);
      const start = Number(/\d+/.exec(headers.range ?? "")?.[0] ?? 0);
      response.writeHead(start === 0 ? 200 : 206, {
        etag: '"v1"',
        "repr-digest": digest,
        ...(start > 0 && { "content-range": `bytes ${start}-${content.length - 1}/${content.length}` }),
        "content-length": content.length - start,
      });
      response.write(content.subarray(start, start + 90_000));
      if (start + 90_000 >= content.length) response.end();
      // It breaks when some of it has been kept.
      else
        void until("more is kept", async () => (await keptBytes(folder)) > start).then(() =>
          response.destroy(),
        );
    },
    async (result, folder) => {
      const path = await result.download(folder);
      assert.equal(path, join(folder, "a", "b"));
      assert.deepEqual(await readFile(path), content);
      assert.deepEqual(await readdir(join(folder, "a")), ["b"]);
      assert.equal(ranges[0], undefined);
      assert.match(ranges[1] ?? "", /^bytes=[1-9]\d*-$/);
    },
  );
});

test("UwsResult.download() begins anew where the service has no ranges", async () => {
  let isFirst = true;
  await withResult(
    'id="r"',
    (_request, response) => {
      response.writeHead(200, { "content-length": content.length, "repr-digest": digest });
      if (!isFirst) {
        response.end(content);
        return;
      }
      isFirst = false;
      response.write(content.subarray(0, 1000), () => setTimeout(() => response.destroy(), 20));
    },
    async (result, folder, asked) => {
      assert.deepEqual(await readFile(await result.download(folder)), content);
      assert.deepEqual(asked, ["GET /1", "GET /1/results/r", "GET /1/results/r"]);
    },
  );
});

const broken: readonly (readonly [
  name: string,
  attributes: string,
  headers: Record<string, string>,
  message: RegExp,
])[] = [
  [
    "less than its job says",
    'id="r" size="300000"',
    {},
    /^Cannot keep the result "r": it has 200000 bytes, and/,
  ],
  [
    "more than its job says",
    'id="r" size="3"',
    {},
    /^Cannot keep the result "r": it is larger than the 3 bytes/,
  ],
  [
    "something else than its digest says",
    'id="r"',
    { "repr-digest": digest.replace("=:", "=:A") },
    /^Cannot keep the result "r": its sha256 is not what the service says$/,
  ],
  ["a name that leads out of the folder", 'id="../r"', {}, /^Cannot write the result "\.\.\/r"/],
  ["an absolute name", 'id="/etc/r"', {}, /^Cannot write the result "\/etc\/r"/],
  ["an address that is none", 'id="r" x:href="javascript:alert(1)"', {}, /one of http or https is wanted$/],
];

for (const [name, attributes, headers, message] of broken) {
  test(`UwsResult.download() keeps nothing of ${name}`, async () => {
    await withResult(
      attributes,
      (_request, response) => response.writeHead(200, headers).end(content),
      async (result, folder) => {
        await assert.rejects(result.download(folder), { message });
        assert.deepEqual(await readdir(folder), []);
      },
    );
  });
}

test("UwsResult.download() fetches from another host without credentials", async () => {
  const seen: (string | undefined)[] = [];
  await withFarSide(
    ({ headers }, response) => {
      seen.push(headers.authorization);
      response.end("far away");
    },
    async (other) =>
      withResult(
        'id="r"',
        (_request, response) => response.writeHead(302, { location: `${other.url}/store` }).end(),
        async (result, folder) => {
          assert.equal(await readFile(await result.download(folder), "utf8"), "far away");
          assert.deepEqual(seen, [undefined]);
        },
      ),
  );
});

/** The size of all files below a folder. */
async function keptBytes(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = files
    .filter((file) => file.isFile())
    .map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
