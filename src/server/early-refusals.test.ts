import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ask, openSocket } from "../../test/http.ts";
import { until } from "../../test/run-job.ts";
import { type Serving, startServing } from "../../test/serving.ts";

const KEPT = 100_000;
let serving: Serving;

before(async () => {
  serving = await startServing({
    jobs: {
      one: { command: ["cat", "{file}"], parameters: { file: { type: "file" }, note: { type: "string" } } },
      many: { command: ["cat", "{files}"], parameters: { files: { type: "file", multiple: true } } },
    },
    ownerLimits: {
      every: { running: null, queued: null, storedBytes: KEPT },
      owners: new Map(),
    },
  });
});
after(() => serving.close());

function part(parameter: string, content: string): string {
  return `--B\r\nContent-Disposition: form-data; name="${parameter}"; filename="a.txt"\r\n\r\n${content}`;
}

/** Sends the beginning of a request whose end never comes: only who refuses early answers. */
async function begin(request: string, begun: string): Promise<string> {
  const socket = await openSocket(serving.url);
  try {
    socket.setTimeout(30_000, () => socket.destroy(new Error("There was no answer")));
    socket.write(
      `${request} HTTP/1.1\r\nHost: ${new URL(serving.url).host}\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: 5000000\r\n\r\n${begun}`,
    );
    let answer = "";
    for await (const chunk of socket) {
      answer += String(chunk);
      if (answer.includes("\r\n\r\n") && !answer.endsWith("\r\n\r\n")) break;
    }
    return answer;
  } finally {
    socket.destroy();
  }
}

async function nothingIsLeft(): Promise<void> {
  const left = (): Promise<readonly string[]> =>
    readdir(join(serving.folder, "data", "incoming")).catch(() => []);
  await until("nothing is left of any upload", async () => (await left()).length === 0);
}

const uws = "POST /services/one/async";
const json = "POST /api/v1/jobs";

for (const [request, name] of [
  [uws, "file"],
  [json, "parameters.file"],
] as const) {
  test(`${request} refuses the second file for a parameter that takes one before it is received`, async () => {
    const answer = await begin(request, `${part(name, "1\r\n")}${part(name, "x")}`);
    assert.match(answer, /^HTTP\/1\.1 400 /);
    assert.match(answer, /Cannot take a second file for \\?"file\\?": it takes one/);
    await nothingIsLeft();
  });
}

test("A form refuses more files than its type has parameters for, under whatever names", async () => {
  const answer = await begin(uws, `${part("x", "1\r\n")}${part("y", "x")}`);
  assert.match(answer, /^HTTP\/1\.1 400 [^]*Cannot take the file "y": a job of type "one" takes at most 1/);
  const { url } = serving;
  for (const [type, fields] of [
    ["one", [["UPLOAD", "file,param:x"]]],
    ["many", [["UPLOAD", "files,param:x"]]],
  ] as const) {
    const body = new FormData();
    body.append("x", new Blob(["1"]), "x.txt");
    if (type === "many") body.append("x", new Blob(["2"]), "y.txt");
    for (const [name, value] of fields) body.append(name, value);
    assert.equal((await ask("POST", `${url}/services/${type}/async`, { body })).status, 303, type);
  }
});

test("A request that sets no parameters refuses a file before it is received", async () => {
  const job = await ask("POST", `${serving.url}/services/one/async`, { form: {} });
  const path = new URL(job.headers.get("location") ?? "").pathname;
  assert.match(await begin(`POST ${path}`, part("file", "x")), /^HTTP\/1\.1 400 [^]*Cannot set "file" here/);
});

test("Files are refused as soon as they are more than their owner may keep", async () => {
  for (const [request, name] of [
    [uws, "file"],
    [json, "parameters.file"],
  ] as const) {
    const answer = await begin(request, part(name, "x".repeat(KEPT + 70_000)));
    assert.match(answer, /^HTTP\/1\.1 507 [^]*Cannot store more for those without a name/, request);
    await nothingIsLeft();
  }
  // Only together are they too much.
  const half = "x".repeat(KEPT * 0.6);
  const answer = await begin(
    "POST /services/many/async",
    `${part("files", `${half}\r\n`)}${part("files", half)}`,
  );
  assert.match(answer, /^HTTP\/1\.1 507 /);
  await nothingIsLeft();
});

test("Who keeps as much as they may is refused before any file is received", async () => {
  const form = new FormData();
  const leftBytes = KEPT - (await serving.service.store.storedBytes(null));
  form.set("file", new Blob(["x".repeat(leftBytes)]), "a.txt");
  const job = await ask("POST", `${serving.url}/services/one/async`, { body: form });
  assert.equal(job.status, 303);
  const { pathname } = new URL(job.headers.get("location") ?? "");
  for (const request of [uws, `POST ${pathname}/parameters`, `PUT ${pathname}/parameters/file`])
    assert.match(await begin(request, part("file", "x")), /^HTTP\/1\.1 507 /, request);
  await nothingIsLeft();
});
