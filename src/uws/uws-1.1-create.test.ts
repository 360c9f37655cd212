import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, sendRaw } from "../../test/http.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import { elementOf, waitForPhase } from "../../test/uws-job.ts";
import { assertValidUws } from "../../test/uws-validate.ts";

let serving: Serving;
let list: string;

before(async () => {
  serving = await startServing({
    jobs: {
      plot: {
        command: ["cat", "{table}"],
        parameters: {
          min: { type: "number", minimum: 0 },
          note: { type: "string" },
          tag: { type: "string", multiple: true },
          table: { type: "file", required: true },
          token: { type: "secret" },
        },
      },
      true: { command: ["true"] },
      brief: { command: ["true"], limits: { destruction: "never", max_destruction: "2d" } },
    },
  });
  list = `${serving.url}/services/plot/async`;
});
after(() => serving.close());

async function created(answer: {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}): Promise<string> {
  assert.equal(answer.status, 303, answer.text);
  const location = answer.headers.get("location") ?? "";
  assert.ok(location.startsWith(`${serving.url}/services/`), location);
  return location;
}

test("POST /{jobs} creates a PENDING job and answers 303 with its absolute address", async (t) => {
  const job = await created(
    await ask("POST", list, { form: { min: "1.5", RUNID: "demo 1", NOTE: "a < b" } }),
  );
  const document = await ask("GET", job);
  await assertValidUws(t, document.text);
  assert.match(document.headers.get("content-type") ?? "", /^text\/xml/);
  assert.match(document.text, /<uws:runId>demo 1<.*<uws:phase>PENDING</);
  assert.match(document.text, /<uws:parameter id="min">1\.5<.*<uws:parameter id="note">a &lt; b</);
});

test("POST /{jobs} takes an empty body, and what the query string says", async () => {
  const job = await created(await ask("POST", `${serving.url}/services/true/async?phase=run&RUNID=q`));
  const document = await ask("GET", `${job}?WAIT=60&PHASE=QUEUED`);
  assert.match(document.text, /<uws:runId>q<.*<uws:phase>(EXECUTING|COMPLETED)</);
});

test("POST /{jobs} takes limits and a destruction with the creation", async () => {
  const form = { EXECUTIONDURATION: "100.0", DESTRUCTION: "2030-01-02T03:04:05.678901Z" };
  const job = await created(await ask("POST", list, { form }));
  assert.equal((await ask("GET", `${job}/executionduration`)).text, "100");
  assert.equal((await ask("GET", `${job}/destruction`)).text, "2030-01-02T03:04:05.678Z");
});

test("a destruction later than the type's latest becomes that, at the creation and after it", async () => {
  const of = async (job: string): Promise<number> => {
    const [begin, end] = await Promise.all(
      ["creationTime", "destruction"].map((name) => elementOf(job, name)),
    );
    return Date.parse(end ?? "") - Date.parse(begin ?? "");
  };
  const path = `${serving.url}/services/brief/async`;
  const usual = await created(await ask("POST", path));
  const late = await created(await ask("POST", path, { form: { DESTRUCTION: "2130" } }));
  const twoDays = 2 * 86_400_000;
  assert.deepEqual([await of(usual), await of(late)], [twoDays, twoDays]);
  assert.equal((await ask("POST", `${late}/destruction`, { form: { DESTRUCTION: "2130" } })).status, 303);
  assert.equal(await of(late), twoDays);
});

test("POST /{jobs} takes an upload as a part named like the parameter, in any case", async () => {
  const body = new FormData();
  body.set("TABLE", new Blob(["1,2\n"]), "obs.csv");
  body.set("PHASE", "RUN");
  const job = await created(await ask("POST", list, { body }));
  assert.equal((await ask("GET", `${job}/parameters/table`)).text, "1,2\n");
  assert.equal(await waitForPhase(job), "COMPLETED");
  assert.equal((await ask("GET", `${job}/results/stdout`)).text, "1,2\n");
});

test("POST /{jobs} takes an upload that UPLOAD names", async () => {
  const body = new FormData();
  body.set("UPLOAD", "table,param:p1");
  body.set("p1", new Blob(["3,4\n"]), "obs.csv");
  const job = await created(await ask("POST", list, { body }));
  assert.equal((await ask("GET", `${job}/parameters/table`)).text, "3,4\n");
});

test("POST /{jobs} takes the content of a file as a part without a file name", async () => {
  const body = new FormData();
  body.set("table", "5,6");
  const job = await created(await ask("POST", list, { body }));
  assert.equal((await ask("GET", `${job}/parameters/table`)).text, "5,6");
});

test("POST /{jobs} takes multipart as STILTS writes it: odd boundary, chunks, Content-Type first", async () => {
  const boundary = "<<<---boundary.(x)---'?=>>>";
  const parts = ["min", "2.5", "note", "tög"]
    .reduce<string[][]>(
      (pairs, one, index) =>
        index % 2 === 0 ? [...pairs, [one]] : [...pairs.slice(0, -1), [...(pairs.at(-1) ?? []), one]],
      [],
    )
    .map(
      ([name, value]) =>
        `--${boundary}\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
  const body = `${parts.join("")}--${boundary}--\r\n`;
  const chunks = [body.slice(0, 40), body.slice(40)].map(
    (chunk) => `${Buffer.byteLength(chunk).toString(16)}\r\n${chunk}\r\n`,
  );
  const answer = await sendRaw(
    serving.url,
    `POST /services/plot/async HTTP/1.1\r\nHost: ${new URL(serving.url).host}\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary="${boundary}"\r\nTransfer-Encoding: chunked\r\n\r\n${chunks.join("")}0\r\n\r\n`,
  );
  assert.match(answer, /^HTTP\/1\.1 303 /);
  const job = /location: (\S+)/i.exec(answer)?.[1] ?? "";
  assert.equal((await ask("GET", `${job}/parameters/min`)).text, "2.5");
  assert.equal((await ask("GET", `${job}/parameters/note`)).text, "tög");
});

test("POST /{jobs} keeps several values of a parameter that takes them", async (t) => {
  const job = await created(
    await ask("POST", list, {
      body: new URLSearchParams([
        ["tag", "a"],
        ["TAG", "b"],
      ]),
    }),
  );
  const document = await ask("GET", `${job}/parameters`);
  await assertValidUws(t, document.text);
  assert.match(document.text, /<uws:parameter id="tag">a<.*<uws:parameter id="tag">b</);
});

test("POST /{jobs} never shows a secret again", async () => {
  const job = await created(await ask("POST", list, { form: { token: "hunter2" } }));
  for (const path of ["", "/parameters", "/parameters/token"]) {
    assert.doesNotMatch((await ask("GET", `${job}${path}`)).text, /hunter2|id="token"/);
  }
});

const refusals: readonly (readonly [string, Readonly<Record<string, string>>, number])[] = [
  ["an unknown parameter", { colour: "red" }, 400],
  ["a value out of its range", { min: "-1" }, 400],
  ["a value of another kind", { min: "one" }, 400],
  ["a text for a file", { table: "/etc/passwd" }, 400],
  ["a bad control word", { PHASE: "GO" }, 400],
  ["an abort of what isn't there yet", { PHASE: "ABORT" }, 400],
  ["a run without what is required", { PHASE: "RUN" }, 400],
  ["a bad duration", { EXECUTIONDURATION: "-5" }, 400],
  ["an upload from a host that isn't listed", { UPLOAD: "table,http://example.org/t" }, 400],
];
for (const [what, form, status] of refusals) {
  test(`POST /{jobs} refuses ${what} with one sentence`, async () => {
    const answer = await ask("POST", list, { form });
    assert.equal(answer.status, status, answer.text);
    assert.match(answer.headers.get("content-type") ?? "", /^text\/plain/);
    assert.match(answer.text, /^Cannot [^\n]+\n$/);
  });
}

test("POST /{jobs} refuses a parameter of one value that is repeated, in any case", async () => {
  const answer = await ask("POST", list, {
    body: new URLSearchParams([
      ["min", "1"],
      ["MIN", "2"],
    ]),
  });
  assert.equal(answer.status, 400);
  assert.match(answer.text, /^Cannot .*one value/);
});

test("POST of an unknown type answers 404, of the list of all types 405", async () => {
  assert.equal((await ask("POST", `${serving.url}/services/nothing/async`)).status, 404);
  const all = await ask("POST", `${serving.url}/jobs`);
  assert.equal(all.status, 405);
  assert.equal(all.headers.get("allow"), "GET, HEAD");
});

test("POST of JSON or of anything else that is no form answers 400", async () => {
  assert.equal((await ask("POST", list, { json: { min: 1 } })).status, 400);
  const answer = await ask("POST", list, { body: "<x/>", headers: { "content-type": "text/xml" } });
  assert.equal(answer.status, 400);
  assert.match(answer.text, /^Cannot read the request: its Content-Type/);
});
