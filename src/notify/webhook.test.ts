import assert from "node:assert/strict";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { test } from "node:test";
import { exitError } from "../../test/ended-job.ts";
import { startNotifying } from "../../test/notifying.ts";
import { until } from "../../test/run-job.ts";

/** A program that is told: it answers each request in turn as it is told to, then with 204. */
interface Listener extends AsyncDisposable {
  readonly url: string;
  readonly bodies: readonly Record<string, unknown>[];
}

type Answer = number | { readonly status: number; readonly location: string };

async function listen(...answers: readonly Answer[]): Promise<Listener> {
  const bodies: Record<string, unknown>[] = [];
  const left = [...answers];
  const server: Server = createServer((request, response) => {
    void json(request).then((body) => {
      bodies.push(body as Record<string, unknown>);
      const answer = left.shift() ?? 204;
      const location = typeof answer === "number" ? {} : { location: answer.location };
      response.writeHead(typeof answer === "number" ? answer : answer.status, location).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook?token=abc`,
    bodies,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const typeFor = (webhook: string): Readonly<Record<string, unknown>> => ({
  a: { title: "A ☃", command: ["false"], notify: { webhook } },
});

test("Notifier posts failures and recoveries as JSON, again where a server fails", async () => {
  await using listener = await listen(500, 429);
  await using notifying = await startNotifying(typeFor(listener.url), null);
  const began = Date.now();
  const failed = await notifying.addEnd("a", exitError, 1_700_000_000_000);
  await until("three requests", () => listener.bodies.length === 3);
  const { at, firstAt, ...body } = listener.bodies[2] ?? {};
  assert.equal(at, firstAt);
  const toldAt = Date.parse(String(at));
  assert.ok(toldAt >= began && toldAt <= Date.now(), String(at));
  assert.deepEqual(body, {
    event: "failure",
    count: 1,
    host: "spock",
    kind: "job type",
    id: "a",
    title: "A ☃",
    type: "a",
    job: failed.id,
    phase: "ERROR",
    url: `https://jobs.example.org/job/${failed.id}`,
    command: null,
    message: "The command ended with exit status 1",
    startedAt: "2023-11-14T22:13:18.000Z",
    endedAt: "2023-11-14T22:13:20.000Z",
    failuresInARow: 1,
    failingSince: "2023-11-14T22:13:20.000Z",
  });
  await notifying.addEnd("a");
  await until("a recovery", () => listener.bodies.length === 4);
  assert.equal(listener.bodies[3]?.["event"], "recovery");
  const { store } = notifying.serving.service;
  await until("an empty outbox", async () => (await store.notices()).length === 0);
  assert.ok(!notifying.logged.join("\n").includes("abc"), notifying.logged.join("\n"));
});

test("Notifier follows a redirect on the same host alone", async () => {
  await using other = await listen();
  await using listener = await listen({ status: 307, location: "/elsewhere" }, 204, {
    status: 307,
    location: other.url,
  });
  await using notifying = await startNotifying(typeFor(listener.url), null);
  const { store } = notifying.serving.service;
  await notifying.addEnd("a", exitError);
  await until("two requests", () => listener.bodies.length === 2);
  await notifying.addEnd("a", exitError);
  await until(
    "a refusal",
    async () => (await store.notices())[0]?.refusal === "it redirects to another host",
  );
  assert.equal(other.bodies.length, 0);
});
