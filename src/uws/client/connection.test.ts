import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { withFarSide } from "../../../test/far-side.ts";
import { UwsClient } from "./uws-client.ts";

const job =
  '<u:job xmlns:u="http://www.ivoa.net/xml/UWS/v1.0" version="1.1"><u:phase>COMPLETED</u:phase></u:job>';

function redirect(response: ServerResponse, status: number, location: string): void {
  response.writeHead(status, { location }).end("moved");
}

test("UwsClient follows relative and absolute redirects of what it reads", async () => {
  await withFarSide(
    ({ url, headers }, response) => {
      if (url === "/async/1") redirect(response, 302, "../tap/async/1?x=1");
      else if (url === "/tap/async/1?x=1") redirect(response, 307, `http://${headers.host}/at/last`);
      else response.end(job);
    },
    async ({ url, asked }) => {
      assert.equal((await new UwsClient(`${url}/async/`).job("1").read()).phase, "COMPLETED");
      assert.deepEqual(asked, ["GET /async/1", "GET /tap/async/1?x=1", "GET /at/last"]);
    },
  );
});

test("UwsClient ends a circle of redirects", async () => {
  await withFarSide(
    ({ url }, response) => redirect(response, 303, url ?? ""),
    async ({ url, asked }) => {
      const message = `Cannot read the job at "${url}/async/1": it is redirected more than 5 times`;
      await assert.rejects(new UwsClient(`${url}/async`).job("1").read(), { code: "no-server", message });
      assert.equal(asked.length, 6);
    },
  );
});

test("UwsClient sends a POST once, whatever the answer, and does not fetch what it leads to", async () => {
  for (const [status, location] of [
    [307, "/elsewhere"],
    [308, "/elsewhere"],
    [302, "/async/"],
    [301, "https://127.0.0.1/async"],
  ] as const) {
    await withFarSide(
      (_request, response) => redirect(response, status, location),
      async ({ url, asked }) => {
        await assert.rejects(new UwsClient(`${url}/async`).submit({ a: 1 }), {
          code: "no-server",
          message: /^Cannot create a job at "http:.*": the service has moved to "http.*"; give that address$/,
        });
        assert.deepEqual(asked, ["POST /async"], String(status));
      },
    );
  }
});

test("UwsClient takes a job that a relative Location names, and deletes it without reading the list", async () => {
  await withFarSide(
    ({ method, url }, response) =>
      redirect(response, 303, method === "POST" && url === "/async" ? "async/7" : "/async"),
    async ({ url, asked }) => {
      const created = await new UwsClient(`${url}/async`).submit();
      assert.equal(created.url, `${url}/async/7`);
      await created.delete();
      assert.deepEqual(asked, ["POST /async", "POST /async/7/phase", "DELETE /async/7"]);
    },
  );
});

for (const [name, options, expected] of [
  ["a token", { auth: { token: "SECRET" } }, "Bearer SECRET"],
  [
    "a password",
    { auth: { user: "ann", password: "é:x" } },
    `Basic ${Buffer.from("ann:é:x").toString("base64")}`,
  ],
  ["a header", { headers: { authorization: "SECRET" } }, "SECRET"],
] as const) {
  test(`UwsClient gives ${name} to the service, and to no other origin`, async () => {
    const seen: (string | undefined)[] = [];
    await withFarSide(
      ({ headers }, response) => {
        seen.push(headers.authorization);
        response.end(job);
      },
      async (other) =>
        withFarSide(
          ({ method, url, headers }, response) => {
            assert.equal(headers.authorization, expected);
            if (url === "/async/2") response.end(job.replace("</u:job>", results(`${other.url}/result`)));
            else redirect(response, 303, method === "POST" ? `${other.url}/async/1` : other.url);
          },
          async ({ url }) => {
            const client = new UwsClient(`${url}/async`, options);
            const refused = {
              code: "no-server",
              message: /credentials are for "http:\/\/127\.0\.0\.1:\d+" alone$/,
            };
            await assert.rejects(client.job("1").read(), refused);
            await assert.rejects(client.submit(), refused);
            await assert.rejects(Array.fromAsync(client.jobs()), refused);
            assert.deepEqual(seen, []);
            assert.equal((await client.job(`${other.url}/async/1`).read()).phase, "COMPLETED");
            assert.deepEqual(seen, [undefined]);
          },
        ),
    );
  });
}

function results(href: string): string {
  return `<u:results><u:result id="a" xmlns:l="http://www.w3.org/1999/xlink" l:href="${href}"/></u:results></u:job>`;
}

test("UwsClient goes to another origin for who has no credentials", async () => {
  await withFarSide(
    (_request, response) => response.end(job),
    async (other) =>
      withFarSide(
        (_request, response) => redirect(response, 303, `${other.url}/async/1`),
        async ({ url }) => {
          const client = new UwsClient(`${url}/async`);
          assert.equal((await client.job("1").read()).phase, "COMPLETED");
          assert.equal((await client.submit({}, { run: false })).url, `${other.url}/async/1`);
        },
      ),
  );
});

const refusals: readonly (readonly [
  status: number,
  type: string,
  body: string,
  code: string,
  said: RegExp,
])[] = [
  [401, "text/html", "<h1>Log in", "not-authenticated", /: the service answers 401 Unauthorized$/],
  [403, "text/plain", "It is not\nyours.", "not-allowed", /: the service answers 403: It is not yours$/],
  [404, "application/json", "{}", "not-found", /: the service answers 404 Not Found$/],
  [
    400,
    "application/x-votable+xml",
    '<V><INFO name="QUERY_STATUS" value="ERROR">No &lt;such&gt; table</INFO></V>',
    "bad-request",
    /: the service answers 400: No <such> table$/,
  ],
  [500, "text/xml", "<broken", "no-server", /: the service answers 500 Internal Server Error$/],
  [200, "text/html", "<p>Log in", "no-server", /: what answers is an HTML page$/],
  [200, "text/xml", "<a/>", "no-server", /: it is another document: its root is "a" in no namespace$/],
  [200, "text/xml; charset=nope", job, "no-server", /: its encoding "nope" is not known$/],
  [204, "text/xml", "", "no-server", /: it is not well-formed XML/],
];

for (const [status, type, body, code, said] of refusals) {
  test(`UwsClient says in one sentence what a ${status} of ${type} means`, async () => {
    await withFarSide(
      (_request, response) => response.writeHead(status, { "content-type": type }).end(body),
      async ({ url }) => {
        await assert.rejects(new UwsClient(url).job("1").read(), (error: Error & { code?: string }) => {
          assert.equal(error.code, code);
          assert.ok(error.message.startsWith(`Cannot read the job at "${url}/1": `), error.message);
          assert.match(error.message, said);
          return true;
        });
      },
    );
  });
}

test("UwsClient stops reading a document that is too large, or never ends", { timeout: 60_000 }, async () => {
  for (const [piece, pauseMs] of [
    ["<a/>".repeat(16_000), 0],
    ["x".repeat(65_536), 0],
    [" ", 10],
  ] as const) {
    const gone = Promise.withResolvers<void>();
    await withFarSide(
      async (_request, response) => {
        response.on("close", () => gone.resolve());
        response.write('<u:job xmlns:u="http://www.ivoa.net/xml/UWS/v1.0">');
        // 100 MB, if anybody took them.
        for (let sent = 0; sent < 1600 && !response.closed; sent++) {
          if (!response.write(piece)) await sleep(1);
          if (pauseMs > 0) await sleep(pauseMs);
        }
      },
      async ({ url }) => {
        await assert.rejects(new UwsClient(url, { timeoutMs: 3000 }).job("1").read(), {
          code: "no-server",
          message: /: (it is larger than 16 MB|it has more than 200000 elements|it does not answer in time)$/,
        });
        await gone.promise;
      },
    );
  }
});

test("UwsClient says so when nothing answers, in time or at all", async () => {
  await withFarSide(
    () => {},
    async ({ url }) => {
      const client = new UwsClient(url, { timeoutMs: 50 });
      const message = `Cannot read the job list at "${url}/": it does not answer in time`;
      await assert.rejects(Array.fromAsync(client.jobs()), { code: "no-server", message });
      const reason = new Error("enough");
      const signal = AbortSignal.abort(reason);
      await assert.rejects(client.job("1").read({ signal }), (error) => error === reason);
    },
  );
  await withFarSide(
    (request) => request.socket.destroy(),
    async ({ url }) => {
      const message = `Cannot abort the job at "${url}/1/phase": the connection broke`;
      await assert.rejects(new UwsClient(url).job("1").abort(), { code: "no-server", message });
    },
  );
});

test("UwsClient.jobs() hands out a list that is still on its way, and lets go of it", {
  timeout: 60_000,
}, async () => {
  const list = '<jobs xmlns="http://www.ivoa.net/xml/UWS/v1.0" xmlns:x="http://www.w3.org/1999/xlink">';
  const [one, two] = ["1", "2"].map(
    (id) => `<jobref id="${id}" x:href="/a/${id}"><phase>HELD</phase></jobref>`,
  );
  const gone = Promise.withResolvers<void>();
  await withFarSide(
    (_request, response) => {
      response.on("close", () => gone.resolve());
      response.write(`${list}${one}${two}`);
    },
    async ({ url, asked }) => {
      const client = new UwsClient(`${url}/async`);
      for await (const summary of client.jobs({ phase: ["HELD", "ERROR"], last: 5 })) {
        assert.deepEqual([summary.id, summary.url, summary.phase], ["1", `${url}/a/1`, "HELD"]);
        assert.equal(summary.creationTime, null);
        break;
      }
      await gone.promise;
      assert.deepEqual(asked, ["GET /async?PHASE=HELD&PHASE=ERROR&LAST=5"]);
    },
  );
});

test("UwsClient.job() takes no id that would lead elsewhere", () => {
  const client = new UwsClient("https://archive.example/async/");
  for (const id of ["", ".", ".."]) assert.throws(() => client.job(id), { code: "bad-request" });
  assert.equal(client.job("../x").url, "https://archive.example/async/..%2Fx");
  assert.equal(client.job("https://archive.example/async/1?WAIT=3#x").url, "https://archive.example/async/1");
});

test("UwsClient refuses addresses that are none, and does not repeat a password", () => {
  for (const address of ["ftp://archive.example/async", "archive.example", ""]) {
    assert.throws(() => new UwsClient(address), {
      code: "bad-request",
      message: /one of http or https is wanted$/,
    });
  }
  assert.throws(
    () => new UwsClient("https://ann:SECRET@archive.example/async"),
    (error: Error) => !error.message.includes("SECRET"),
  );
});
