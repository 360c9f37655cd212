import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask } from "../../test/http.ts";
import { until } from "../../test/run-job.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import { tapJob } from "../../test/tap/service.ts";

let serving: Serving;

before(async () => {
  serving = await startServing({ jobs: { plain: { command: ["true"] }, tap: tapJob } });
});
after(() => serving.close());

test("/availability says that a service is there, since when, and why it isn't", async () => {
  const url = `${serving.url}/services/plain/availability`;
  await until("the agent is there", async () => (await ask("GET", url)).text.includes(">true<"));
  const answer = await ask("GET", url);
  assert.match(answer.headers.get("content-type") ?? "", /^text\/xml/);
  assert.match(answer.text, /<vosi:available>true<.*<vosi:upSince>2\d{3}-[\d-]+T[\d:.]+Z</);
  await ask("POST", `${serving.url}/api/v1/types/plain/hold`);
  assert.match((await ask("GET", url)).text, /<vosi:available>false<.*<vosi:note>[^<]*held/);
  await ask("POST", `${serving.url}/api/v1/types/plain/release`);
  assert.match((await ask("GET", url)).text, /<vosi:available>true</);
});

test("/capabilities tells of VOSI, the job list and /sync, by their addresses", async () => {
  const base = `${serving.url}/services/plain`;
  const { status, text } = await ask("GET", `${base}/capabilities`);
  assert.equal(status, 200);
  for (const [id, path] of [
    ["ivo://ivoa.net/std/VOSI#capabilities", "capabilities"],
    ["ivo://ivoa.net/std/VOSI#availability", "availability"],
    ["ivo://ivoa.net/std/UWS#rest-1.1", "async"],
  ] as const) {
    const [, url] = new RegExp(`standardID="${id}">.*?<accessURL[^>]*>([^<]*)<`).exec(text) ?? [];
    assert.equal(url, `${base}/${path}`);
  }
  assert.ok(text.includes(`>${base}/sync<`));
});

test("/capabilities has what the type's file adds, with the service's address in it", async () => {
  const base = `${serving.url}/services/tap`;
  const { text } = await ask("GET", `${base}/capabilities`);
  assert.match(text, /standardID="ivo:\/\/ivoa\.net\/std\/TAP"/);
  assert.ok(text.includes(`<accessURL use="base">${base}</accessURL>`));
  assert.ok(!text.includes("{base}"));
});

test("VOSI of a type that isn't there is not there", async () => {
  for (const path of ["availability", "capabilities"])
    assert.equal((await ask("GET", `${serving.url}/services/nothing/${path}`)).status, 404);
});
