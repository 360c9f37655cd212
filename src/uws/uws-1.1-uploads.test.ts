import assert from "node:assert/strict";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ask } from "../../test/http.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import { createJob, waitForPhase } from "../../test/uws-job.ts";
import { fetchUpload } from "./fetch-upload.ts";
import { UploadHosts } from "./upload-hosts.ts";
import { assertValidUws } from "../../test/uws-validate.ts";

let archive: Server;
let other: Server;
let serving: Serving;
let hasty: Serving;
let list: string;
const asked: string[] = [];

before(async () => {
  other = await listen(() => "elsewhere");
  archive = await listen((path) => (path === "/elsewhere" ? undefined : contents[path]));
  const start = (timeoutMs: number): Promise<Serving> =>
    startServing({
      jobs: {
        cat: {
          command: ["cat", "{table}"],
          parameters: { table: { type: "file", required: true, multiple: true }, note: { type: "string" } },
        },
      },
      uploadLimitBytes: 1000,
      uploads: { hosts: [`127.0.0.1:${portOf(archive)}`, `localhost:${portOf(archive)}`], timeoutMs },
    });
  serving = await start(60_000);
  // For what never comes.
  hasty = await start(300);
  list = `${serving.url}/services/cat/async`;
});
after(async () => {
  await Promise.all([serving.close(), hasty.close()]);
  for (const server of [archive, other]) server.close().closeAllConnections();
});

const contents: Readonly<Record<string, string>> = {
  "/obs.csv": "1,2\n",
  "/more;v=1": "3,4\n",
  "/large": "x".repeat(1001),
  "/six": "y".repeat(600),
};

/** Redirects and slow answers are what their paths say; a path without content is not there. */
async function listen(contentOf: (path: string) => string | undefined): Promise<Server> {
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push(path);
    const moved: Readonly<Record<string, string>> = {
      "/moved": "/obs.csv",
      "/round": "/round",
      "/elsewhere": `http://127.0.0.1:${portOf(other)}/secret`,
      "/by-name": `http://localhost:${portOf(archive)}/obs.csv`,
    };
    if (path === "/never") return;
    if (path === "/trickle") return void response.writeHead(200).write("a");
    if (path === "/endless") return void response.writeHead(200).write("z".repeat(2000));
    if (moved[path] !== undefined) return void response.writeHead(302, { location: moved[path] }).end();
    const text = contentOf(path);
    return void response.writeHead(text === undefined ? 404 : 200, { "content-type": "text/csv" }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function at(path: string): string {
  return `http://127.0.0.1:${portOf(archive)}${path}`;
}

async function assertNothingKept({ folder }: Serving = serving): Promise<void> {
  assert.deepEqual(await readdir(join(folder, "data", "incoming")).catch(() => []), []);
}

test("UPLOAD=name,http://… fetches a file, which is a parameter by reference then", async (t) => {
  const job = await createJob(list, { UPLOAD: `table,${at("/obs.csv")}`, PHASE: "RUN" });
  const { text } = await ask("GET", job);
  await assertValidUws(t, text);
  const reference = /<uws:parameter id="table" byReference="true">([^<]*)</.exec(text)?.[1] ?? "";
  const value = await ask("GET", reference);
  assert.equal(value.text, "1,2\n");
  assert.match(value.headers.get("content-type") ?? "", /^text\/csv/);
  assert.equal(await waitForPhase(job), "COMPLETED");
  assert.equal((await ask("GET", `${job}/results/stdout`)).text, "1,2\n");
});

test("UPLOAD takes several, also in one value, with files that came and semicolons in addresses", async () => {
  const body = new FormData();
  body.set("UPLOAD", `table,${at("/more;v=1")};table,param:sent`);
  body.set("sent", new Blob(["5,6\n"]), "sent.csv");
  const created = await ask("POST", list, { body });
  const job = created.headers.get("location") ?? "";
  const values = [0, 1].map(async (index) => (await ask("GET", `${job}/parameters/table/${index}`)).text);
  assert.deepEqual(await Promise.all(values), ["5,6\n", "3,4\n"]);
});

test("UPLOAD at /parameters fetches too, while the job is PENDING", async () => {
  const job = await createJob(list);
  const form = { UPLOAD: `table,${at("/moved")}` };
  assert.equal((await ask("POST", `${job}/parameters`, { form })).status, 303);
  assert.equal((await ask("GET", `${job}/parameters/table`)).text, "1,2\n");
});

const refusals: readonly (readonly [string, () => string, number, RegExp])[] = [
  [
    "a host that isn't listed",
    () => `http://127.0.0.1:${portOf(other)}/`,
    400,
    /uploads are not fetched from/,
  ],
  ["a port that isn't listed", () => "http://127.0.0.1/obs.csv", 400, /uploads are not fetched from/],
  ["a redirect to another server", () => at("/elsewhere"), 400, /uploads are not fetched from|another host/],
  ["a redirect to another name", () => at("/by-name"), 400, /redirected to another host/],
  ["redirects without end", () => at("/round"), 400, /more than 5 times/],
  ["what isn't there", () => at("/absent"), 400, /its server answers 404/],
  ["what is too large", () => at("/large"), 413, /larger than 1\.0 kB/],
  ["what turns out to be too large", () => at("/endless"), 413, /larger than 1\.0 kB/],
  [
    "several that are too large together",
    () => `${at("/six")};table,${at("/six")}`,
    413,
    /larger than 400 B/,
  ],
  ["another scheme", () => "file:///etc/passwd", 400, /an http or https address is wanted/],
  ["a user name in it", () => "http://ann:pw@127.0.0.1/", 400, /a user name or a password/],
];
for (const [what, address, status, message] of refusals) {
  test(`UPLOAD refuses ${what}, and keeps nothing`, async () => {
    const answer = await ask("POST", list, { form: { UPLOAD: `table,${address()}` } });
    assert.equal(answer.status, status, answer.text);
    assert.match(answer.text, message);
    assert.match(answer.text, /^Cannot [^\n]+\n$/);
    await assertNothingKept();
  });
}

for (const [what, path] of [
  ["never comes", "/never"],
  ["never ends", "/trickle"],
] as const) {
  test(`UPLOAD refuses an answer that ${what}, and keeps nothing`, async () => {
    const form = { UPLOAD: `table,${at(path)}` };
    const answer = await ask("POST", `${hasty.url}/services/cat/async`, { form });
    assert.equal(answer.status, 400, answer.text);
    assert.match(answer.text, /^Cannot [^\n]+: it takes too long\n$/);
    await assertNothingKept(hasty);
  });
}

test("UPLOAD connects to nothing where the name isn't of a parameter that takes a file", async () => {
  const before = asked.length;
  for (const name of ["note", "nothing"]) {
    const answer = await ask("POST", list, { form: { UPLOAD: `${name},${at("/obs.csv")}` } });
    assert.equal(answer.status, 400);
    assert.match(answer.text, new RegExp(`parameter "${name}"`));
  }
  assert.equal(asked.length, before);
});

test("fetchUpload() refuses a listed name that leads to a private address", async () => {
  const hosts = new UploadHosts([`localhost:${portOf(archive)}`]);
  const limits = { hosts, limitBytes: 1000, signal: AbortSignal.timeout(60_000) };
  await assert.rejects(fetchUpload(`http://localhost:${portOf(archive)}/obs.csv`, limits), {
    code: "bad-parameter",
    message: /its name leads to a private address/,
  });
});

test("No address but those listed was ever connected to", () => {
  assert.ok(!asked.includes("/secret"));
});
