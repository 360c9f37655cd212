import assert from "node:assert/strict";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ask, openSocket, sendRaw } from "../../test/http.ts";
import { until } from "../../test/run-job.ts";
import { type Serving, startServing } from "../../test/serving.ts";

const limit = 1_000_000;
let serving: Serving;

before(async () => {
  serving = await startServing({
    uploadLimitBytes: limit,
    jobs: {
      cat: {
        command: ["cat", "{files}"],
        parameters: { files: { type: "file", multiple: true }, note: { type: "string" } },
      },
    },
  });
});
after(() => serving.close());

async function filesLeft(): Promise<readonly string[]> {
  return readdir(join(serving.folder, "data", "incoming")).catch(() => []);
}

async function nothingIsLeft(): Promise<void> {
  await until("nothing is left of any upload", async () => (await filesLeft()).length === 0);
}

function filePart(name: string, content: string, parameter = "files"): string {
  return `--B\r\nContent-Disposition: form-data; name="${parameter}"; filename="${name}"\r\n\r\n${content}\r\n`;
}

async function send(body: string, contentType = "multipart/form-data; boundary=B"): Promise<string> {
  const host = new URL(serving.url).host;
  const length = Buffer.byteLength(body);
  const head = `POST /services/cat/async HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Type: ${contentType}\r\nContent-Length: ${length}\r\n\r\n`;
  return sendRaw(serving.url, head + body);
}

/** Sends more and more, until an answer comes. */
async function sendWithoutEnd(): Promise<{
  readonly status: number | undefined;
  readonly sentBytes: number;
}> {
  const request = httpRequest(`${serving.url}/services/cat/async`, {
    method: "POST",
    headers: { "content-type": "multipart/form-data; boundary=B" },
  });
  request.on("error", () => undefined);
  const answered = once(request, "response");
  const seen: { status?: number } = {};
  void answered.then(([response]) => {
    seen.status = (response as { statusCode: number }).statusCode;
  });
  request.write(filePart("endless.bin", ""));
  let sentBytes = 0;
  for (; seen.status === undefined && sentBytes < 500 * limit; sentBytes += 65_536) {
    if (!request.write(Buffer.alloc(65_536, "x"))) await Promise.race([once(request, "drain"), answered]);
    await sleep(0);
  }
  request.destroy();
  return { status: seen.status, sentBytes };
}

test("An upload past the limit is refused while it streams, and nothing is left of it", async () => {
  const { status, sentBytes } = await sendWithoutEnd();
  assert.equal(status, 413);
  assert.ok(sentBytes < 100 * limit, `${sentBytes}`);
  await nothingIsLeft();
});

test("An upload that announces more than the limit is refused at once", async () => {
  const body = new FormData();
  body.set("files", new Blob([Buffer.alloc(4 * limit)]), "big.bin");
  const answer = await ask("POST", `${serving.url}/services/cat/async`, { body });
  assert.equal(answer.status, 413);
  assert.match(answer.text, /^Cannot take [^\n]+1\.0 MB[^\n]+\n$/);
});

test("Files that are too large only together are refused, and nothing is left of them", async () => {
  const answer = await send(
    `${filePart("a", "x".repeat(600_000))}${filePart("b", "x".repeat(600_000))}--B--\r\n`,
  );
  assert.match(answer, /^HTTP\/1\.1 413 /);
  await nothingIsLeft();
});

test("An upload whose client goes away leaves nothing", async () => {
  const socket = await openSocket(serving.url);
  const head = `POST /services/cat/async HTTP/1.1\r\nHost: ${new URL(serving.url).host}\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: 100000\r\n\r\n`;
  socket.write(`${head}${filePart("half.csv", "some bytes")}`);
  await until("the file has begun", async () => (await filesLeft()).length > 0);
  socket.destroy();
  await nothingIsLeft();
});

test("A file whose job is refused is thrown away", async () => {
  for (const parameter of ["nothing", "note"]) {
    const answer = await send(`${filePart("a.csv", "1", parameter)}--B--\r\n`);
    assert.match(answer, /^HTTP\/1\.1 400 /);
  }
  assert.match(
    await send(
      `${filePart("a.csv", "1")}--B\r\nContent-Disposition: form-data; name="PHASE"\r\n\r\nGO\r\n--B--\r\n`,
    ),
    /^HTTP\/1\.1 400 /,
  );
  await nothingIsLeft();
});

for (const name of ["../../evil", "a/b", "..", "a\0b", "a\\\\b", "x".repeat(300)]) {
  test(`A file named ${JSON.stringify(name.slice(0, 20))} is refused with one sentence`, async () => {
    const answer = await send(`${filePart(name, "1")}--B--\r\n`);
    assert.match(answer, /^HTTP\/1\.1 400 [\s\S]*\r\n\r\nCannot [^\n]+\n$/);
    await nothingIsLeft();
  });
}

const malformed: readonly (readonly [string, string, string?])[] = [
  ["cut off in a file", filePart("a.csv", "half")],
  ["cut off in a part's head", '--B\r\nContent-Disposition: form-data; name="x"'],
  ["no boundary in it", "just text"],
  ["no boundary named", `${filePart("a.csv", "1")}--B--\r\n`, "multipart/form-data"],
  ["another boundary named", `${filePart("a.csv", "1")}--B--\r\n`, "multipart/form-data; boundary=C"],
  ["a part without a name", "--B\r\nContent-Disposition: form-data\r\n\r\n1\r\n--B--\r\n"],
  [
    "a name that objects have",
    '--B\r\nContent-Disposition: form-data; name="__proto__"\r\n\r\n1\r\n--B--\r\n',
  ],
];
for (const [what, body, contentType] of malformed) {
  test(`Multipart with ${what} answers 400 with one sentence`, async () => {
    const answer = await send(body, contentType);
    assert.match(answer, /^HTTP\/1\.1 400 [\s\S]*\r\n\r\nCannot [^\n]+\n$/);
    await nothingIsLeft();
  });
}

test("A form with too many fields, or too long a one, is refused", async () => {
  const field = (value: string): string =>
    `--B\r\nContent-Disposition: form-data; name="note"\r\n\r\n${value}\r\n`;
  assert.match(await send(`${field("x").repeat(1500)}--B--\r\n`), /^HTTP\/1\.1 413 /);
  assert.match(await send(`${field("x".repeat(1_100_000))}--B--\r\n`), /^HTTP\/1\.1 413 /);
});

test("A urlencoded form of more than 1 MB is refused", async () => {
  const answer = await ask("POST", `${serving.url}/services/cat/async`, {
    form: { note: "x".repeat(1_100_000) },
  });
  assert.equal(answer.status, 413);
  assert.match(answer.text, /^Cannot read the request: its body is larger than 1 MB\n$/);
});

test("Nothing of all this was an internal error", () => {
  assert.deepEqual(serving.logged, []);
});
