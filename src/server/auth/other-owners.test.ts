import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { allRoutes } from "../../../test/all-routes.ts";
import { type Answer, ask } from "../../../test/http.ts";
import { bearer, testAuth, tokens } from "../../../test/logins.ts";
import { type Serving, startServing } from "../../../test/serving.ts";

/** Who may use a route, and what is sent to it so that nothing but the owner is in the way. */
interface Entry {
  /** `job`: its owner; `mine`: everybody, for what is their own; `admin`; `open`: also those without a login. */
  readonly for: "job" | "mine" | "admin" | "open";
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const job: Entry = { for: "job" };
const mine: Entry = { for: "mine" };

/** What UWS has below a job, at both of its lists. */
const uws: Readonly<Record<string, Entry>> = {
  "GET ": job,
  "POST ": { for: "job", form: { ACTION: "DELETE" } },
  "DELETE ": job,
  "GET /phase": job,
  "POST /phase": { for: "job", form: { PHASE: "ABORT" } },
  "GET /executionduration": job,
  "POST /executionduration": { for: "job", form: { EXECUTIONDURATION: "7" } },
  "GET /destruction": job,
  "POST /destruction": { for: "job", form: { DESTRUCTION: "2100-01-01T00:00:00Z" } },
  "GET /quote": job,
  "GET /owner": job,
  "GET /parameters": job,
  "GET /parameters/:name": job,
  "GET /parameters/:name/:index": job,
  "POST /parameters": { for: "job", form: { text: "other" } },
  "POST /parameters/:name": { for: "job", form: { text: "other" } },
  "PUT /parameters/:name": { for: "job", body: "other" },
  "GET /results": job,
  "GET /results/*": job,
  "GET /error": job,
};

/** Every route there is: one that is missing here fails the test. */
const entries: Readonly<Record<string, Entry>> = {
  ...Object.fromEntries(
    ["/services/:type/async", "/jobs"].flatMap((list) =>
      Object.entries(uws).map(([key, entry]) => [key.replace(" ", ` ${list}/:id`), entry] as const),
    ),
  ),
  "GET /jobs": mine,
  "GET /services/:type/async": mine,
  "POST /services/:type/async": { for: "mine", form: { text: "b" } },
  "GET /services/:type/sync": mine,
  "POST /services/:type/sync": { for: "mine", form: { text: "b" } },
  "GET /services/:type/availability": { for: "open" },
  "GET /services/:type/capabilities": { for: "open" },
  "GET /healthz": { for: "open" },
  "GET /metrics": mine,
  "GET /api/v1/openapi.json": mine,
  "GET /api/v1/types": mine,
  "GET /api/v1/types/:name": mine,
  "POST /api/v1/types/:name/hold": { for: "admin" },
  "POST /api/v1/types/:name/release": { for: "admin" },
  "GET /api/v1/schedules": { for: "admin" },
  "GET /api/v1/schedules/:id": { for: "admin" },
  "POST /api/v1/schedules/:id/pause": { for: "admin" },
  "POST /api/v1/schedules/:id/resume": { for: "admin" },
  "POST /api/v1/schedules/:id/execute": { for: "admin" },
  "POST /api/v1/jobs": { for: "mine", json: { type: "say", parameters: { text: "b" }, run: false } },
  "GET /api/v1/jobs": mine,
  "GET /api/v1/jobs/:id": job,
  "PATCH /api/v1/jobs/:id": { for: "job", json: { executionDurationSeconds: 7 } },
  "DELETE /api/v1/jobs/:id": job,
  "POST /api/v1/jobs/:id/run": job,
  "POST /api/v1/jobs/:id/abort": job,
  "POST /api/v1/jobs/:id/suspend": job,
  "POST /api/v1/jobs/:id/resume": job,
  "POST /api/v1/jobs/:id/retry": job,
  "GET /api/v1/jobs/:id/items": job,
  "POST /api/v1/jobs/:id/items": { for: "job", json: { items: "x[1-2]" } },
  "GET /api/v1/jobs/:id/items/folded": job,
  "GET /api/v1/jobs/:id/items/gathered": job,
  "GET /api/v1/jobs/:id/attempts": job,
  "GET /api/v1/jobs/:id/attempts/:attempt/usage": job,
  "GET /api/v1/jobs/:id/output/:stream": job,
  "GET /api/v1/jobs/:id/results": job,
  "GET /api/v1/jobs/:id/results.zip": job,
  "GET /api/v1/jobs/:id/results/*": job,
  "GET /api/v1/jobs/:id/files/:parameter/:index": job,
  "GET /api/v1/jobs/:id/events": job,
  "GET /api/v1/events": mine,
  "GET /api/v1/nodesets": mine,
  "GET /api/v1/nodesets/groups": mine,
  "GET /api/v1/status": mine,
  "POST /api/v1/stop": { for: "admin", json: { abort: true } },
  "POST /api/v1/backup": { for: "admin", json: { path: "/nowhere/at/all" } },
  "GET /api/v1/audit": { for: "admin" },
};

const secrets = ["private-to-ann", "run-of-ann", "ann"];
let closed: Serving;
let open: Serving;

before(async () => {
  const jobs = {
    say: {
      command: ["sh", "-c", 'echo "$1"; echo "$1" > "$RUNYARD_RESULTS/result.txt"', "sh", "{text}"],
      parameters: { text: { type: "string", default: "nothing" } },
    },
  };
  const start = async (anonymous: "none" | "user"): Promise<Serving> =>
    startServing({ jobs, auth: await testAuth({ anonymous }) });
  [closed, open] = await Promise.all([start("none"), start("user")]);
});
after(() => Promise.all([closed, open].map((serving) => serving.close())));

/** A job of ann's that has ended, with a result. */
async function jobOfAnn(serving: Serving): Promise<string> {
  const request = { type: "say", files: [], owner: "ann", runId: "run-of-ann", run: true };
  const { id } = await serving.service.create({ ...request, parameters: { text: ["private-to-ann"] } });
  for (const phase of ["QUEUED", "EXECUTING"] as const)
    await serving.service.wait(id, { phase, timeoutMs: 20_000 });
  return id;
}

function addressOf(route: string, id: string): { readonly method: string; readonly path: string } {
  const [method = "", pattern = ""] = route.split(" ");
  const path = pattern
    .replace("/types/:name", "/types/say")
    .replace("/schedules/:id", "/schedules/nightly")
    .replace(":type", "say")
    .replace(":id", id)
    .replace(":stream", "stdout")
    .replace(":parameter", "text")
    .replace(":name", "text")
    .replace(":index", "0")
    .replace("*", "result.txt");
  return { method, path: path.endsWith("/nodesets") ? `${path}?expression=n[1-9]` : path };
}

async function askFor(
  serving: Serving,
  route: string,
  id: string,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const { method, path } = addressOf(route, id);
  const { json, form, body } = entries[route] ?? mine;
  const given = {
    headers,
    ...(json !== undefined && { json }),
    ...(form && { form }),
    ...(body && { body }),
  };
  if (!route.endsWith("/events")) return ask(method, serving.url + path, given);
  return readEvents(`${serving.url}${path}?after=0`, headers);
}

/** What an event stream says at first, or up to something; a refusal is read whole. */
async function readEvents(
  url: string,
  headers: Readonly<Record<string, string>>,
  upTo?: string,
): Promise<Answer> {
  const leave = new AbortController();
  const response = await fetch(url, { headers, signal: leave.signal });
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const chunk of response.body ?? []) {
      if (text === "" && response.ok && upTo === undefined) setTimeout(() => leave.abort(), 300);
      text += decoder.decode(chunk as Uint8Array);
      if (upTo !== undefined && text.includes(upTo)) break;
    }
  } catch (error) {
    assert.equal((error as Error).name, "AbortError");
  }
  return { status: response.status, headers: response.headers, text };
}

function checkNothingLeaks(route: string, { text, headers }: Answer): void {
  const said = `${text}\n${JSON.stringify([...headers])}`.replaceAll(tokens.bob, "");
  for (const secret of secrets)
    assert.ok(!new RegExp(`\\b${secret}\\b`).test(said), `${route} tells "${secret}": ${said}`);
}

test("Every route is in the table of who may use it", async () => {
  assert.deepEqual(new Set(await allRoutes()), new Set(Object.keys(entries)));
});

for (const route of Object.keys(entries)) {
  const entry = entries[route] ?? mine;
  test(`${route} refuses whoever has no login`, async () => {
    const { id } = await closed.service.create({
      type: "say",
      parameters: { text: ["private-to-ann"] },
      files: [],
      owner: "ann",
      run: false,
    });
    const answer = await askFor(closed, route, id, {});
    assert.equal(answer.status, entry.for === "open" ? 200 : 401, answer.text);
    checkNothingLeaks(route, answer);
    assert.equal((await closed.service.job(id)).phase, "PENDING");
  });
}

test("Every route of a job refuses other owners and strangers, and tells them nothing", async () => {
  const routes = Object.keys(entries);
  const id = await jobOfAnn(open);
  const [jobBefore, eventBefore] = [await open.service.job(id), await open.service.lastEvent()];
  const foreign = routes.filter((route) => entries[route]?.for === "job");
  for (const route of foreign) {
    const isApi = route.includes(" /api/");
    const [bob, nobody, missing] = [
      await askFor(open, route, id, bearer(tokens.bob)),
      await askFor(open, route, id, {}),
      await askFor(open, route, "0".repeat(id.length), bearer(tokens.bob)),
    ];
    assert.equal(bob.status, isApi ? 404 : 403, `${route}: ${bob.text}`);
    assert.equal(nobody.status, isApi ? 404 : 401, `${route}: ${nobody.text}`);
    assert.equal(missing.status, 404, `${route}: ${missing.text}`);
    if (isApi) {
      // Whether it is somebody's can't be told from the answer.
      assert.equal(
        bob.text.replaceAll(id, "ID"),
        missing.text.replaceAll("0".repeat(id.length), "ID"),
        route,
      );
    }
    for (const answer of [bob, nobody]) checkNothingLeaks(route, answer);
  }
  assert.deepEqual(await open.service.job(id), jobBefore);
  assert.equal(await open.service.lastEvent(), eventBefore);
});

test("Lists, counts and events are of the asker's own jobs", async () => {
  const id = await jobOfAnn(open);
  for (const route of Object.keys(entries)) {
    const kind = entries[route]?.for;
    if (kind === "job") continue;
    for (const headers of [bearer(tokens.bob), {}]) {
      const answer = await askFor(open, route, id, headers);
      if (kind === "admin") assert.equal(answer.status, 403, `${route}: ${answer.text}`);
      else assert.ok([200, 201, 303].includes(answer.status), `${route} ${answer.status}: ${answer.text}`);
      checkNothingLeaks(route, answer);
      assert.ok(!answer.text.includes(id), route);
    }
  }
  const status = async (name: keyof typeof tokens): Promise<Record<string, unknown>> =>
    JSON.parse((await ask("GET", `${open.url}/api/v1/status`, { headers: bearer(tokens[name]) })).text);
  assert.deepEqual((await status("bob"))["jobs"], { PENDING: 2 });
  assert.equal((await status("bob"))["dataFolder"], null);
  assert.notEqual((await status("root"))["dataFolder"], null);
  const list = async (query: string): Promise<{ readonly jobs: readonly unknown[] }> =>
    JSON.parse((await ask("GET", `${open.url}/api/v1/jobs?${query}`, { headers: bearer(tokens.bob) })).text);
  assert.deepEqual((await list("owner=ann")).jobs, []);
  assert.equal((await list("owner=bob")).jobs.length, 2);
});

test("The owner and an admin may do it all, and what an admin makes of it is the admin's", async () => {
  const id = await jobOfAnn(open);
  for (const name of ["ann", "root"] as const) {
    const headers = bearer(tokens[name]);
    for (const path of [`/jobs/${id}`, `/jobs/${id}/results/result.txt`, `/api/v1/jobs/${id}/output/stdout`])
      assert.equal((await ask("GET", open.url + path, { headers })).status, 200, path);
    const { text, status } = await ask("POST", `${open.url}/api/v1/jobs/${id}/retry`, { headers });
    assert.equal(status, 201, text);
    assert.equal((JSON.parse(text) as { owner: string }).owner, name);
  }
  const { text } = await ask("GET", `${open.url}/jobs/${id}/owner`, { headers: bearer(tokens.ann) });
  assert.equal(text, "ann");
  const events = await readEvents(`${open.url}/api/v1/events?after=0`, bearer(tokens.ann), id);
  assert.ok(events.text.includes(id));
});
