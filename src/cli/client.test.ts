import assert from "node:assert/strict";
import { once } from "node:events";
import { type RequestListener, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "./client.ts";
import { multipartForm } from "./multipart.ts";
import { Reconnect } from "./reconnect.ts";

/** Lets a client talk to something that listens and is not ours to know. */
async function withFarSide(
  answer: RequestListener,
  use: (client: Client, url: string) => Promise<void>,
): Promise<void> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await use(new Client(new URL(`${url}/`)), url);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("Client gives the error that the server means", async () => {
  await withFarSide(
    (_request, response) => {
      response.writeHead(404, { "content-type": "application/problem+json" });
      response.end('{"code":"not-found","status":404,"detail":"Cannot find the job \\"x\\": there is none"}');
    },
    async (client) => {
      const expected = { code: "not-found", exit: 4, message: 'Cannot find the job "x": there is none' };
      await assert.rejects(client.job("x"), expected);
    },
  );
});

test("Client says so when what answers is not a Runyard server", async () => {
  const pages: readonly (readonly [status: number, type: string, body: string])[] = [
    [200, "text/html", "<p>hello"],
    [200, "application/json", "{"],
    [404, "text/html", "<p>not here"],
    [502, "application/json", "[]"],
  ];
  for (const [status, type, body] of pages) {
    await withFarSide(
      (_request, response) => response.writeHead(status, { "content-type": type }).end(body),
      async (client) =>
        assert.rejects(client.types(), { code: "no-server", message: /^Cannot use the server at "http:/ }),
    );
  }
});

test("Client says so when the connection breaks, and when no answer comes in time", async () => {
  await withFarSide(
    (request) => request.socket.destroy(),
    async (client, url) => {
      await assert.rejects(client.types(), {
        code: "no-server",
        message: `Cannot reach the server at "${url}": the connection broke`,
      });
    },
  );
  await withFarSide(
    () => {},
    async (client, url) => {
      const message = `Cannot reach the server at "${url}": it does not answer in time`;
      await assert.rejects(client.json("types", { timeoutMs: 50 }), { code: "no-server", message });
    },
  );
});

test("Client.bytes() tells an answer that breaks off from one that ends", async () => {
  const half = Promise.withResolvers<void>();
  await withFarSide(
    (_request, response) => {
      response.write("half");
      void half.promise.then(() => response.destroy());
    },
    async (client) => {
      const read: Buffer[] = [];
      await assert.rejects(
        async () => {
          for await (const chunk of client.bytes("x")) {
            read.push(Buffer.from(chunk));
            if (Buffer.concat(read).length === 4) half.resolve();
          }
        },
        { code: "no-server" },
      );
      assert.equal(Buffer.concat(read).toString(), "half");
    },
  );
});

test("multipartForm() makes a form that others read, whatever the names and bytes", async () => {
  const bytes = Buffer.from(Array.from({ length: 512 }, (_, place) => place % 256));
  async function* content(): AsyncGenerator<Uint8Array> {
    yield bytes.subarray(0, 100);
    yield bytes.subarray(100);
  }
  const { body, type } = multipartForm([
    { name: "type", text: "täst" },
    { name: "parameters.file", fileName: 'a "b"\r\nc.csv', content: content() },
    { name: "parameters.empty", text: "" },
  ]);
  const form = await new Response(body, { headers: { "content-type": type } }).formData();
  const file = form.get("parameters.file");
  assert.ok(file instanceof File);
  assert.equal(form.get("type"), "täst");
  assert.equal(form.get("parameters.empty"), "");
  assert.equal(file.name, 'a "b"\r\nc.csv');
  assert.deepEqual(Buffer.from(await file.arrayBuffer()), bytes);
});

test("Reconnect.request() repeats until the server is back, and says each once", async () => {
  const said: string[] = [];
  const reconnect = new Reconnect({ onLost: () => said.push("lost"), onBack: () => said.push("back") });
  let requests = 0;
  await withFarSide(
    (request, response) => {
      requests++;
      if (requests < 3) request.socket.destroy();
      else response.writeHead(200, { "content-type": "application/json" }).end("[]");
    },
    async (client) => {
      assert.deepEqual(await reconnect.request(() => client.types()), []);
      assert.deepEqual(said, ["lost", "back"]);
    },
  );
});

test("Reconnect.request() gives up when its patience is over, and at once for an answer that is an error", async () => {
  const listener = { onLost: () => {}, onBack: () => {} };
  await withFarSide(
    (request) => request.socket.destroy(),
    async (client) =>
      assert.rejects(
        new Reconnect(listener, 300).request(() => client.types()),
        { code: "no-server" },
      ),
  );
  let asked = 0;
  await withFarSide(
    (_request, response) => {
      asked++;
      response.writeHead(400, { "content-type": "application/json" });
      response.end('{"code":"bad-request","status":400,"detail":"no"}');
    },
    async (client) =>
      assert.rejects(
        new Reconnect(listener).request(() => client.types()),
        { code: "bad-request" },
      ),
  );
  await sleep(0);
  assert.equal(asked, 1);
});
