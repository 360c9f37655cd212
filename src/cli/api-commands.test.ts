import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { type IncomingMessage, type Server, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { until } from "../../test/run-job.ts";
import { type RunyardRun, TestServer, finish } from "../../test/runyard.ts";
import type { JobView } from "../server/api.ts";

const jobs = `
frames:
  command: [sh, -c, 'echo begun; while ! test -e "$0"; do sleep 0.02; done; echo done | tee "$RUNYARD_RESULTS/out.txt"', "{gate}", "{item}"]
  parameters: { gate: { type: string, required: true } }
  agenda: frame[1-2]
hello:
  command: [cat, "{file}"]
  parameters: { file: { type: file, required: true } }
`;

let server: TestServer;
before(async () => {
  server = await TestServer.start(jobs);
  await writeFile(join(server.folder, "a.txt"), "some bytes");
});
after(() => server[Symbol.asyncDispose]());

async function run(...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await server.runyard(args);
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

async function listed(type: string): Promise<readonly JobView[]> {
  const text = await run("jobs", "--type", type, "--json");
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as JobView);
}

test("append gives a job that runs more items, and results --zip fetches what they left as one file", async () => {
  const gate = join(server.folder, "gate");
  const id = await run("submit", "frames", `gate=${gate}`);
  assert.match(
    await run("append", id, "frame[3-4]"),
    new RegExp(`^${id} (QUEUED|EXECUTING), 0/4 items done$`),
  );
  const again = await server.runyard(["append", id, "frame[4-5]"]);
  assert.equal(again.status, 2);
  assert.match(again.stderr, /it has frame4 already/);
  await writeFile(gate, "");
  await until("it has ended", async () => (await listed("frames"))[0]?.phase === "COMPLETED");
  const late = await server.runyard(["append", id, "frame6"]);
  assert.equal(late.status, 3);
  assert.match(late.stderr, /it has ended and is COMPLETED/);
  assert.match(await run("results", id, "--zip", "all.zip"), /^all\.zip  \d+ B$/);
  const zip = await readFile(join(server.folder, "all.zip"), "latin1");
  for (const frame of [1, 2, 3, 4]) assert.ok(zip.includes(`frame${frame}/out.txt`));
  assert.deepEqual(
    (await readdir(server.folder)).filter((name) => name.includes(".part")),
    [],
  );
  assert.equal((await server.runyard(["results", id, "--zip", "no/such/all.zip"])).status, 1);
});

test("items says where it lists only the first", async () => {
  const id = await run("submit", "frames", `gate=${join(server.folder, "no-gate")}`);
  await run("append", id, "frame[3-1001]");
  const said = await server.runyard(["items", id, "--json"]);
  assert.equal(said.stdout.trim().split("\n").length, 1000);
  assert.equal(
    said.stderr,
    "There are more items than these 1000: --limit lists more, --fold all in short\n",
  );
  assert.equal((await server.runyard(["items", id, "--limit", "1000"])).stderr, "");
  await run("abort", id);
});

test("log -f follows the items too that are appended meanwhile, and names each", async () => {
  const gate = join(server.folder, "gate-of-log");
  const id = await run("submit", "frames", `gate=${gate}`);
  const following = server.startRunyard(["log", "-f", id]);
  const ended = finish(following);
  await once(following.stdout ?? following, "data");
  await run("append", id, "frame[3-20]");
  await writeFile(gate, "");
  const frames = Array.from({ length: 20 }, (_, index) => `frame${index + 1}`).flatMap((frame) => [
    `${frame}: begun`,
    `${frame}: done`,
  ]);
  assert.deepEqual((await ended).stdout.trim().split("\n").toSorted(), frames.toSorted());
});

test("hold keeps what is run HELD, and release runs it", async () => {
  assert.equal(await run("hold", "hello"), "hello is held");
  const id = await run("submit", "hello", "file=@a.txt");
  assert.equal((await listed("hello"))[0]?.phase, "HELD");
  assert.match(await run("types"), /^hello .* held/m);
  assert.match(
    await run("types", "hello"),
    /^held: nothing of it is started before: runyard release hello$/m,
  );
  assert.equal(await run("release", "hello"), "hello is not held");
  await until("it has run", async () => (await listed("hello"))[0]?.phase === "COMPLETED");
  assert.equal(await run("log", id), "some bytes");
  assert.equal((await server.runyard(["hold", "nothing"])).status, 4);
});

test("submit makes one job where the connection breaks before the answer", async () => {
  const before = (await listed("hello")).length;
  const { proxy, submit } = await breakingProxy();
  using stack = new DisposableStack();
  stack.defer(() => void proxy.close());
  const { status, stdout, stderr } = await submit("file=@a.txt");
  assert.deepEqual([status, stderr], [0, ""]);
  const made = await listed("hello");
  assert.equal(made.length, before + 1);
  assert.equal(made[0]?.id, stdout.trim());
});

test("submit sends nothing again that comes on standard input", async () => {
  const { proxy, submit } = await breakingProxy();
  using stack = new DisposableStack();
  stack.defer(() => void proxy.close());
  const { status, stderr } = await submit("file=@-");
  assert.equal(status, 9);
  assert.match(stderr, /the connection broke/);
});

/** A proxy that keeps the first answer to itself and breaks the connection. */
async function breakingProxy(): Promise<{
  readonly proxy: Server;
  readonly submit: (parameter: string) => Promise<RunyardRun>;
}> {
  let answers = 0;
  const proxy = createServer((incoming, outgoing) => {
    const { host: _proxy, ...headers } = incoming.headers;
    const sent = request(new URL(incoming.url ?? "", server.url), {
      method: incoming.method ?? "GET",
      headers,
    });
    incoming.pipe(sent);
    sent.on("response", (answer: IncomingMessage) => {
      answers += 1;
      if (answers === 1) return void answer.resume().once("end", () => incoming.socket.destroy());
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      return void answer.pipe(outgoing);
    });
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const { port } = proxy.address() as AddressInfo;
  const environment = { RUNYARD_SERVER: `http://127.0.0.1:${port}` };
  return {
    proxy,
    submit: (parameter) => server.runyard(["submit", "hello", parameter], { environment, input: "typed" }),
  };
}
