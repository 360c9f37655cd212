import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, ask, sendRaw } from "../../../test/http.ts";
import { basic, bearer, testAuth, tokens } from "../../../test/logins.ts";
import { type Serving, startServing } from "../../../test/serving.ts";

const jobs = { sleep: { command: ["sleep", "60"] } };
let serving: Serving;

before(async () => {
  serving = await startServing({ jobs, auth: await testAuth() });
});
after(() => serving.close());

function list(headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return ask("GET", `${serving.url}/jobs`, { headers });
}

test("A server with logins answers nobody, and says how to log in", async () => {
  for (const path of ["/jobs", "/api/v1/jobs", "/api/v1/status", "/nothing", "/services/sleep/async"]) {
    const { status, headers } = await ask("GET", serving.url + path);
    assert.equal(status, 401, path);
    assert.match(headers.get("www-authenticate") ?? "", /Basic realm="runyard".*Bearer realm="runyard"/);
  }
  const empty = await list(basic("", ""));
  assert.equal(empty.status, 401);
  assert.match(empty.text, /^Cannot answer without knowing who asks: /);
});

test("A server with logins tells everybody whether it is there", async () => {
  for (const path of ["/healthz", "/services/sleep/availability", "/services/sleep/capabilities"])
    assert.equal((await ask("GET", serving.url + path)).status, 200, path);
  const { text } = await ask("GET", `${serving.url}/services/sleep/capabilities`);
  assert.equal(text.split('<securityMethod standardID="ivo://ivoa.net/sso#BasicAA"/>').length, 3);
});

test("A token is taken as Bearer, and as the password of its name", async () => {
  assert.equal((await list(bearer(tokens.ann))).status, 200);
  assert.equal((await list(basic("ann", tokens.ann))).status, 200);
  assert.equal((await list(basic("bob", tokens.ann))).status, 401);
});

test("A password is taken as Basic, again and again", async () => {
  for (let round = 0; round < 15; round++)
    assert.equal((await list(basic("ann", "right horse"))).status, 200);
});

test("A login that is refused does not say what was wrong", async () => {
  const wrong = [
    bearer("no-token-of-anybody-at-all"),
    basic("ann", "wrong"),
    basic("nobody", "right horse"),
    basic("root", "right horse"),
    { authorization: "Digest x" },
    { authorization: "Basic" },
    { authorization: "Basic ====" },
  ];
  const answers = await Promise.all(wrong.map((headers) => list(headers)));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([401]));
  assert.deepEqual(
    new Set(answers.map(({ text }) => text)),
    new Set(["Cannot log in: there is no such token, or no such name with this password\n"]),
  );
});

test("A form of another site changes nothing, whatever login its visitor has", async () => {
  const { host } = new URL(serving.url);
  const { authorization } = basic("ann", "right horse");
  const from = async (header: string): Promise<string> =>
    sendRaw(
      serving.url,
      `POST /services/sleep/async HTTP/1.1\r\nHost: ${host}\r\nAuthorization: ${authorization}\r\n${header}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
    );
  for (const header of [
    "Origin: http://evil.example",
    "Referer: http://evil.example/form",
    "Sec-Fetch-Site: cross-site",
  ])
    assert.match(await from(header), /^HTTP\/1\.1 403 /, header);
  assert.match(await from(`Referer: http://${host}/page`), /^HTTP\/1\.1 303 /);
});

test("reload() ends the streams of those whose login has changed, and of nobody else", async () => {
  const auth = await testAuth();
  const own = await startServing({ jobs, auth });
  await using stack = new AsyncDisposableStack();
  stack.defer(() => own.close());
  const follow = (token: string): Promise<Response> =>
    fetch(`${own.url}/api/v1/events`, { headers: bearer(token) });
  const [ann, bob] = await Promise.all([follow(tokens.ann), follow(tokens.bob)]);
  await own.server.reload({ auth: { ...auth, tokens: auth.tokens.filter(({ name }) => name !== "bob") } });
  await bob.text();
  assert.equal((await follow(tokens.bob)).status, 401);
  const reader = ann.body?.getReader();
  const rest = (async (): Promise<string> => {
    for (;;) if ((await reader?.read())?.done !== false) return "ended";
  })();
  assert.equal(await Promise.race([rest, sleep(200, "open")]), "open");
  await reader?.cancel();
});

test("Failures are limited by name and address; a known token goes on", async () => {
  const limited = await startServing({ jobs, auth: await testAuth() });
  try {
    const attempt = (headers: Readonly<Record<string, string>>): Promise<Answer> =>
      ask("GET", `${limited.url}/jobs`, { headers });
    assert.equal((await attempt(basic("ann", "right horse"))).status, 200);
    const guesses = Array.from({ length: 20 }, (_, index) => attempt(basic("ann", `guess ${index}`)));
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    assert.equal(statuses.filter((status) => status === 401).length, 10);
    assert.equal(statuses.filter((status) => status === 429).length, 10);
    const refused = await attempt(basic("ann", "one more"));
    assert.equal(refused.status, 429);
    assert.match(refused.text, /^Cannot log in now: too many logins have failed; try again in \d+ s\n$/);
    const seconds = Number(refused.headers.get("retry-after"));
    assert.ok(seconds >= 1 && seconds <= 60, String(seconds));
    // Another name at this address, up to the address's own limit.
    assert.equal((await attempt(basic("bob", "guess"))).status, 401);
    for (let failures = 11; failures < 30; failures++)
      assert.equal((await attempt(bearer("no-token-of-anybody-at-all"))).status, 401, String(failures));
    assert.equal((await attempt(bearer("no-token-of-anybody-at-all"))).status, 429);
    assert.equal((await attempt(bearer(tokens.bob))).status, 200);
    assert.equal((await attempt(basic("ann", "right horse"))).status, 200);
  } finally {
    await limited.close();
  }
});

test("A proxy's header is believed from its address alone", async () => {
  const header = "X-Remote-User";
  const trusting = async (from: readonly string[]): Promise<Serving> =>
    startServing({ jobs, auth: await testAuth({ proxyHeader: { header, from, admins: ["root"] } }) });
  const [proxied, elsewhere] = await Promise.all([trusting(["127.0.0.0/8"]), trusting(["192.0.2.1"])]);
  try {
    const asName = (serving_: Serving, name: string): Promise<Answer> =>
      ask("POST", `${serving_.url}/api/v1/jobs`, {
        json: { type: "sleep", run: false },
        headers: { [header]: name },
      });
    const made = await asName(proxied, "carol@example.org");
    assert.equal(made.status, 201);
    assert.equal((JSON.parse(made.text) as { owner: string }).owner, "carol@example.org");
    assert.equal((await asName(proxied, "carol, root")).status, 401);
    assert.equal((await asName(proxied, "<b>")).status, 401);
    const stop = async (name: string): Promise<Answer> =>
      ask("GET", `${proxied.url}/api/v1/audit`, { headers: { [header]: name } });
    assert.equal((await stop("carol")).status, 403);
    assert.equal((await stop("root")).status, 200);
    assert.equal((await asName(elsewhere, "carol@example.org")).status, 401);
  } finally {
    await Promise.all([proxied.close(), elsewhere.close()]);
  }
});

test("What was done is written down, with who did it, and only admins read it", async () => {
  const headers = bearer(tokens.ann);
  const made = await ask("POST", `${serving.url}/api/v1/jobs`, {
    json: { type: "sleep", run: false },
    headers,
  });
  const { id } = JSON.parse(made.text) as { id: string };
  await ask("GET", `${serving.url}/jobs/${id}`, { headers: bearer(tokens.bob) });
  await ask("DELETE", `${serving.url}/jobs/${id}`, { headers: bearer(tokens.bob) });
  await ask("DELETE", `${serving.url}/jobs/${id}`, { headers });
  assert.equal((await ask("GET", `${serving.url}/api/v1/audit`, { headers })).status, 403);
  const { text } = await ask("GET", `${serving.url}/api/v1/audit`, { headers: bearer(tokens.root) });
  const { entries } = JSON.parse(text) as {
    entries: { caller: string; action: string; job: string; outcome: string; address: string }[];
  };
  assert.deepEqual(
    entries
      .filter(({ job }) => job === id)
      .map(({ caller, action, outcome, address }) => [caller, action, outcome, address]),
    [
      ["ann", "delete", "done", "127.0.0.1"],
      ["bob", "change", "forbidden", "127.0.0.1"],
      ["ann", "create", "done", "127.0.0.1"],
    ],
  );
  assert.ok(entries.some(({ action, outcome }) => action === "log in" && outcome === "not-authenticated"));
  assert.doesNotMatch(text, /right horse|token-of/);
});

test("A server with logins listens where other machines reach it, by its own names alone", async () => {
  const outside = await startServing({ jobs, auth: await testAuth(), host: "0.0.0.0" });
  try {
    const { port } = new URL(outside.url);
    for (const host of ["127.0.0.1", "0.0.0.0", "localhost"]) {
      const headers = bearer(tokens.ann);
      assert.equal((await ask("GET", `http://${host}:${port}/jobs`, { headers })).status, 200, host);
    }
    const foreign = await sendRaw(
      `http://127.0.0.1:${port}`,
      `GET /jobs HTTP/1.1\r\nHost: evil.example:${port}\r\nAuthorization: Bearer ${tokens.ann}\r\nConnection: close\r\n\r\n`,
    );
    assert.match(foreign, /^HTTP\/1\.1 403 /);
  } finally {
    await outside.close();
  }
});
