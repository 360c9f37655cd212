import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ask, openSocket } from "../../test/http.ts";
import { ourProcesses } from "../../test/our-processes.ts";
import { until } from "../../test/run-job.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import { tapJob } from "../../test/tap/service.ts";

let serving: Serving;

const script = { script: { type: "string" } };

before(async () => {
  serving = await startServing({
    jobs: {
      echo: {
        command: ["echo", "{note}"],
        parameters: { note: { type: "string", required: true }, n: { type: "integer", multiple: true } },
      },
      cat: { command: ["cat", "{table}"], parameters: { table: { type: "file", required: true } } },
      files: { command: ["sh", "-c", "{script}"], parameters: script, limits: { grace: "1s" } },
      brief: { command: ["sleep", "60"], limits: { duration: "1s", grace: "1s" } },
      tap: tapJob,
    },
  });
});
after(() => serving.close());

function sync(type: string, query = ""): string {
  return `${serving.url}/services/${type}/sync${query}`;
}

function files(text: string): string {
  return sync("files", `?script=${encodeURIComponent(`cd $RUNYARD_RESULTS; ${text}`)}`);
}

async function assertNoJob(): Promise<void> {
  await until(
    "the job is gone",
    async () => !(await ask("GET", `${serving.url}/jobs`)).text.includes("<uws:jobref"),
  );
}

test("/sync runs a job and answers with what it wrote, by GET and by POST, and keeps no job", async () => {
  for (const answer of [
    await ask("GET", sync("echo", "?NOTE=hello&RUNID=mine")),
    await ask("POST", sync("echo"), { form: { note: "hello" } }),
    await ask("POST", `${sync("echo")}/?note=hello`),
  ]) {
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.text, "hello\n");
    assert.match(answer.headers.get("content-type") ?? "", /^text\/plain/);
  }
  await assertNoJob();
});

test("/sync takes files", async () => {
  const body = new FormData();
  body.set("UPLOAD", "table,param:p");
  body.set("p", new Blob(["1,2\n"]), "t.csv");
  assert.equal((await ask("POST", sync("cat"), { body })).text, "1,2\n");
});

test("/sync answers with the result called result, else the only one, else nothing", async () => {
  const named = await ask("GET", files("echo 1 > a.txt; echo 2 > result.csv; echo out"));
  assert.equal(named.text, "2\n");
  assert.match(named.headers.get("content-type") ?? "", /^text\/csv/);
  assert.equal((await ask("GET", files("echo 3 > only.txt; echo out"))).text, "3\n");
  const nothing = await ask("GET", files("true"));
  assert.equal(nothing.status, 200);
  assert.equal(nothing.text, "");
  const several = await ask("GET", files("echo 1 > a; echo 2 > b"));
  assert.equal(several.status, 500);
  assert.match(several.text, /^Cannot answer with one result: the job has 2/);
});

test("RESPONSEFORMAT chooses among the results of a type that has no such parameter", async () => {
  const url = files("echo 1 > a.csv; echo '{}' > b.json");
  assert.equal((await ask("GET", `${url}&RESPONSEFORMAT=text/csv`)).text, "1\n");
  assert.equal((await ask("GET", `${url}&responseformat=json`)).text, "{}\n");
  const main = files("echo 1 > a.txt; echo 2 > result.txt; echo out");
  assert.equal((await ask("GET", `${main}&RESPONSEFORMAT=text/plain`)).text, "2\n");
  for (const format of ["application/fits", "nonsense", ""]) {
    const answer = await ask("GET", `${url}&RESPONSEFORMAT=${format}`);
    assert.equal(answer.status, 400, format);
    assert.match(answer.text, /^Cannot answer in RESPONSEFORMAT/);
  }
});

test("RESPONSEFORMAT is the job's where its type has it, and the answer has the media type that was asked for", async () => {
  for (const [format, expected] of [
    ["", "application/x-votable+xml"],
    ["&RESPONSEFORMAT=votable", "application/x-votable+xml"],
    [
      "&ResponseFormat=application/x-votable%2Bxml%3Bserialization%3Dtabledata",
      "application/x-votable+xml;serialization=tabledata",
    ],
    ["&RESPONSEFORMAT=text/xml", "text/xml"],
  ] as const) {
    const answer = await ask("GET", sync("tap", `?LANG=ADQL&QUERY=SELECT+1${format}`));
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.headers.get("content-type"), expected);
    assert.match(answer.text, /<TD>42<\/TD>/);
  }
});

for (const [what, query] of [
  ["a single-valued parameter", "note=a&NOTE=b"],
  ["RUNID", "note=a&RUNID=1&runid=2"],
  ["RESPONSEFORMAT", "note=a&RESPONSEFORMAT=text/plain&responseformat=text/plain"],
] as const) {
  test(`/sync refuses ${what} that is repeated`, async () => {
    const answer = await ask("GET", sync("echo", `?${query}`));
    assert.equal(answer.status, 400, answer.text);
    assert.match(answer.text, /^Cannot [^\n]*(twice|one value)[^\n]*\n$/);
  });
}

test("/sync takes a parameter with several values as often as it likes", async () => {
  assert.equal((await ask("GET", sync("echo", "?note=a&n=1&n=2&N=3"))).status, 200);
});

test("MAXREC is a parameter of those types that have it: once, and no negative number", async () => {
  for (const query of ["MAXREC=-1", "MAXREC=x", "MAXREC=1&maxrec=2"]) {
    const answer = await ask("GET", sync("tap", `?QUERY=SELECT+1&${query}`));
    assert.equal(answer.status, 400, query);
    assert.match(
      answer.text,
      /<INFO name="QUERY_STATUS" value="ERROR">Cannot set parameter &quot;maxrec&quot;/,
    );
  }
  assert.equal((await ask("GET", sync("tap", "?QUERY=SELECT+1&MAXREC=0"))).status, 200);
  assert.equal((await ask("GET", sync("echo", "?note=a&MAXREC=1"))).status, 400);
});

test("/sync refuses what is about a job that stays, unknown parameters and types", async () => {
  for (const query of [
    "PHASE=RUN",
    "ACTION=DELETE",
    "DESTRUCTION=2030",
    "colour=red",
    "RUNID=" + "x".repeat(65),
  ])
    assert.equal((await ask("GET", sync("echo", `?note=a&${query}`))).status, 400, query);
  assert.equal((await ask("GET", sync("echo"))).status, 400, "what is required is missing");
  assert.equal((await ask("GET", sync("nothing"))).status, 404);
  const put = await ask("PUT", sync("echo"));
  assert.equal(put.status, 405);
  assert.equal(put.headers.get("allow"), "GET, POST");
  assert.equal((await fetch(sync("echo", "?note=a"), { method: "HEAD" })).status, 405);
});

test("An error of the job is answered as text, with its exit status and what it said", async () => {
  const answer = await ask("GET", files("echo gone wrong >&2; exit 3"));
  assert.equal(answer.status, 500);
  assert.match(answer.headers.get("content-type") ?? "", /^text\/plain/);
  assert.match(answer.text, /exit status 3[^]*gone wrong/);
  await assertNoJob();
});

test("An error is a VOTable where one was asked for, or is what the type answers with", async () => {
  const votable = "application/x-votable+xml";
  for (const answer of [
    await ask("GET", sync("tap", "?QUERY=wrong")),
    await ask("GET", sync("echo"), { headers: { accept: votable } }),
    await ask("GET", sync("echo", "?RESPONSEFORMAT=votable")),
  ]) {
    assert.ok(answer.status >= 400, String(answer.status));
    assert.match(answer.headers.get("content-type") ?? "", /^application\/x-votable\+xml/);
    assert.match(
      answer.text,
      /<RESOURCE type="results"><INFO name="QUERY_STATUS" value="ERROR">[^<]+<\/INFO><\/RESOURCE>/,
    );
  }
  assert.match((await ask("GET", sync("tap", "?QUERY=wrong"))).text, /not there &amp; never was/);
  const asText = await ask("GET", sync("tap", "?QUERY=wrong&RESPONSEFORMAT=csv"));
  assert.match(asText.headers.get("content-type") ?? "", /^text\/plain/);
});

test("/sync ends with the execution duration, which the client may shorten", async () => {
  const limited = await ask("GET", sync("brief"));
  const shortened = await ask("GET", `${files("sleep 60")}&EXECUTIONDURATION=1`);
  for (const answer of [limited, shortened]) {
    assert.equal(answer.status, 503);
    assert.match(answer.text, /^The execution duration of 1\.0 s was reached/);
  }
});

test("A client that goes takes its job with it: neither process nor folder stays", async () => {
  const data = join(serving.folder, "data");
  const isAtWork = (): boolean => ourProcesses(data).some(({ attempt }) => attempt !== null);
  const url = new URL(files("echo 1 > a; sleep 60"));
  const socket = await openSocket(serving.url);
  socket.write(`GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`);
  await until("it runs", isAtWork);
  socket.destroy();
  await until("it has ended", () => !isAtWork());
  await until("its row is gone", async () => (await serving.service.jobs({ limit: 1 })).length === 0);
  await until("its files are gone", () => !namesBelow(join(data, "jobs")).some((name) => name.includes("/")));
});

function namesBelow(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String) : [];
}
