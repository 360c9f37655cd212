import assert from "node:assert/strict";
import { test } from "node:test";
import { withFarSide } from "../../../test/far-side.ts";
import { UwsClient } from "./uws-client.ts";

function document(phase: string, version = ""): string {
  return `<job xmlns="http://www.ivoa.net/xml/UWS/v1.0"${version}><phase>${phase}</phase></job>`;
}

test("UwsJob.phases() asks a service of UWS 1.0 again and again, and never to wait", async () => {
  const phases = ["QUEUED", "QUEUED", "EXECUTING", "EXECUTING", "COMPLETED"];
  await withFarSide(
    (_request, response) => response.end(document(phases.shift() ?? "COMPLETED")),
    async ({ url, asked }) => {
      const seen = await Array.fromAsync(new UwsClient(url).job("1").phases());
      assert.deepEqual(
        seen.map(({ phase }) => phase),
        ["QUEUED", "EXECUTING", "COMPLETED"],
      );
      assert.deepEqual(new Set(asked), new Set(["GET /1"]));
      assert.equal(asked.length, 5);
    },
  );
});

test("UwsJob.wait() names the phase that it knows to a service of UWS 1.1", async () => {
  const phases = ["PENDING", "QUEUED", "EXECUTING", "ABORTED"];
  await withFarSide(
    (_request, response) => response.end(document(phases.shift() ?? "ABORTED", ' version="1.1"')),
    async ({ url, asked }) => {
      assert.equal((await new UwsClient(url).job("1").wait()).phase, "ABORTED");
      const waits = ["PENDING", "QUEUED", "EXECUTING"].map((phase) => `GET /1?WAIT=25&PHASE=${phase}`);
      assert.deepEqual(asked, ["GET /1", ...waits]);
    },
  );
});

test("UwsJob.wait() does not ask in a circle where a service does not wait", async () => {
  for (const [phase, isAskedToWait] of [
    ["EXECUTING", true],
    ["HELD", false],
    ["CANCELLING", false],
  ] as const) {
    await withFarSide(
      (_request, response) => response.end(document(phase, ' version="1.1"')),
      async ({ url, asked }) => {
        assert.equal((await new UwsClient(url).job("1").wait({ timeoutMs: 3300 })).phase, phase);
        assert.ok(asked.length <= 9, `${phase}: ${asked.length}`);
        assert.equal(
          asked.some((one) => one.includes("WAIT")),
          isAskedToWait,
        );
      },
    );
  }
});

test("UwsJob.wait() outlasts answers that fail for a while, but not a service that says no", async () => {
  const answers: (number | undefined)[] = [undefined, 503, undefined, 404];
  let isFirst = true;
  await withFarSide(
    (request, response) => {
      if (isFirst) {
        isFirst = false;
        response.end(document("QUEUED"));
        return;
      }
      const status = answers.shift();
      if (status === undefined) request.socket.destroy();
      else response.writeHead(status, { "retry-after": "0" }).end();
    },
    async ({ url, asked }) => {
      await assert.rejects(new UwsClient(url).job("1").wait(), { code: "not-found", answeredStatus: 404 });
      assert.ok(asked.length >= 5);
    },
  );
});

test("UwsJob.wait() ends with the reason of its signal, or of its client's, also between two looks", async () => {
  await withFarSide(
    (_request, response) => response.end(document("HELD")),
    async ({ url }) => {
      const controller = new AbortController();
      const reason = new Error("enough");
      const own = new UwsClient(url).job("1").wait({ signal: controller.signal });
      const ofClient = new UwsClient(url, { signal: controller.signal }).job("1").wait();
      setTimeout(() => controller.abort(reason), 100);
      await Promise.all([own, ofClient].map((wait) => assert.rejects(wait, (error) => error === reason)));
    },
  );
});

test("UwsJob.wait() fails at once where the first answer does", async () => {
  await withFarSide(
    (_request, response) => response.writeHead(503).end(),
    async ({ url, asked }) => {
      await assert.rejects(new UwsClient(url).job("1").wait(), { code: "no-server", answeredStatus: 503 });
      assert.equal(asked.length, 1);
    },
  );
});
