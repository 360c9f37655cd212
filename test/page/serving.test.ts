import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fastify } from "fastify";
import type { Browser } from "playwright-core";
import { registerPage } from "../../src/server/page/register-page.ts";
import { ask } from "../http.ts";
import { testAuth, tokens } from "../logins.ts";
import { TestServer } from "../runyard.ts";
import { type Serving, startServing } from "../serving.ts";
import { checkAxe, keepPicture, openBrowser, openPage } from "./browser.ts";
import { createJob } from "./live-jobs.ts";
import { openSlowLink } from "./slow-link.ts";

/** What the first view may load, compressed. */
const mostScriptBytes = 120_000;

let browser: Browser;
let serving: Serving;
let guarded: Serving;
before(async () => {
  browser = await openBrowser();
  const jobs = { say: { command: ["echo", "hello"] } };
  [serving, guarded] = await Promise.all([
    startServing({ jobs }),
    startServing({ jobs, auth: await testAuth() }),
  ]);
});
after(async () => {
  await browser.close();
  await Promise.all([serving.close(), guarded.close()]);
});

test("The server answers each address of the page with the document, under a strict policy", async () => {
  for (const path of ["/", "/job/x", "/submit", "/submit/say?a=b", "/schedules", "/nodes", "/interpreters"]) {
    const { status, headers, text } = await ask("GET", serving.url + path);
    assert.equal(status, 200, path);
    assert.equal(headers.get("content-type"), "text/html; charset=utf-8");
    assert.equal(headers.get("cache-control"), "no-cache");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    const policy = headers.get("content-security-policy") ?? "";
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.doesNotMatch(text, /<script(?![^>]* src=)|<style|\son\w+=|https?:/);
  }
  assert.equal((await ask("GET", `${serving.url}/jobs`)).headers.get("content-type")?.includes("xml"), true);
});

test("What the document loads is compressed, and may be kept for ever", async () => {
  const { text } = await ask("GET", `${serving.url}/`);
  const [, path = ""] = /src="(\/assets\/[^"]+\.js)"/.exec(text) ?? [];
  const whole = await ask("GET", serving.url + path, { headers: { "accept-encoding": "identity" } });
  const packed = await fetch(serving.url + path, { headers: { "accept-encoding": "gzip;q=0.5, br" } });
  assert.equal(packed.headers.get("content-encoding"), "br");
  assert.equal(packed.headers.get("cache-control"), "public, max-age=31536000, immutable");
  assert.equal(packed.headers.get("content-type"), "text/javascript; charset=utf-8");
  assert.equal(await packed.text(), whole.text);
  assert.equal(whole.headers.get("content-encoding"), null);
});

test("Nothing but the page's own files is served beside it", async () => {
  for (const path of [
    "/assets/nothing.js",
    "/assets/../page.json",
    "/assets/..%2f..%2f..%2fpackage.json",
    "/page.json",
  ])
    assert.equal((await ask("GET", serving.url + path)).status, 404, path);
});

test("A link to the page may stand on any site; its data may be asked from none", async () => {
  const headers = {
    "sec-fetch-site": "cross-site",
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "document",
  };
  assert.equal((await ask("GET", `${serving.url}/job/x`, { headers })).status, 200);
  assert.equal((await ask("GET", `${serving.url}/api/v1/jobs`, { headers })).status, 403);
});

test("The first view loads less than 120 kB of scripts, and all from its own server", async () => {
  const { page, close } = await openPage(browser, "about:blank");
  const scripts: Promise<number>[] = [];
  page.on("response", (response) => {
    if (!response.url().endsWith(".js")) return;
    const sizes = response.request().sizes();
    scripts.push(sizes.then(({ responseBodySize }) => responseBodySize));
  });
  await page.goto(serving.url);
  await page.getByText("No job has been here yet").waitFor();
  await page.waitForLoadState("load");
  await page.locator(".uplot").waitFor();
  const scriptBytes = (await Promise.all(scripts)).reduce((sum, bytes) => sum + bytes, 0);
  assert.ok(scriptBytes > 10_000 && scriptBytes < mostScriptBytes, `${scriptBytes} bytes`);
  await close();
});

test("A plot is drawn also where the server was away when what draws it was loaded", async () => {
  const { page, check, close } = await openPage(browser, `${serving.url}/nodes`, {
    expected: /ERR_CONNECTION_RESET/,
  });
  let tries = 0;
  await page.route(/\/assets\/uPlot/, (route) =>
    ++tries > 2 ? route.continue() : route.abort("connectionreset"),
  );
  await page.goto(serving.url);
  await page.locator(".uplot").waitFor();
  assert.equal(tries, 3);
  check();
  await close();
});

test("A server without a page says how to get one, and that one is on its way", async () => {
  const folder = await mkdtemp(join(tmpdir(), "runyard-page-"));
  const built = join(folder, "web");
  const app = fastify();
  registerPage(app, [built]);
  const missing = await app.inject("/");
  assert.equal(missing.statusCode, 404);
  assert.match(missing.json<{ message: string }>().message, /^Cannot show the page: it is not built yet; /);
  await writeFile(`${built}.building`, "");
  const building = await app.inject("/job/x");
  assert.equal(building.statusCode, 503);
  assert.equal(building.headers["refresh"], "2");
  assert.match(building.body, /^The page is being built/);
  await mkdir(built);
  await writeFile(join(built, "index.html"), "<!doctype html>");
  const files = { "index.html": { mediaType: "text/html; charset=utf-8", encodings: [] } };
  await writeFile(join(built, "page.json"), JSON.stringify({ files }));
  assert.equal((await app.inject("/")).statusCode, 200);
  await app.close();
  await rm(folder, { recursive: true });
});

test("A server with logins shows its page to everybody, and asks scripts for no password of the browser's", async () => {
  assert.equal((await ask("GET", `${guarded.url}/`)).status, 200);
  const script = await ask("GET", `${guarded.url}/api/v1/jobs`, { headers: { "sec-fetch-dest": "empty" } });
  assert.equal(script.status, 401);
  assert.equal(script.headers.get("www-authenticate"), 'Bearer realm="runyard"');
});

test("The page says how old it is where its events come late", async (t) => {
  const link = await openSlowLink();
  const many = { command: ["true"], agenda: "item[1-40]" };
  const steady = { command: ["sleep", "0.2"], agenda: "item[1-10000]", instances: 1 };
  const far = await startServing({ jobs: { many, steady }, publicUrl: link.url });
  link.leadTo(far.url);
  t.after(async () => {
    await link.close();
    await far.close();
  });
  const { page, check, close } = await openPage(browser, link.url);
  await page.getByText("No job has been here yet").waitFor();
  link.setDelay(6000);
  await createJob(far, "many");
  const behind = page.getByText(/^Catching up: what you see is \d+ s old$/);
  // It is said while old events come, and a moment longer.
  const id = await createJob(far, "steady");
  await behind.waitFor();
  await keepPicture(page, "behind");
  await far.service.abort(id);
  link.setDelay(0);
  await page.getByText(/^Catching up/).waitFor({ state: "hidden" });
  await page.getByRole("row", { name: /Completed many .*40\/40/ }).waitFor();
  await page.getByRole("row", { name: /Aborted steady/ }).waitFor();
  check();
  await close();
});

test("The page asks for the login, keeps it for its tab, and forgets it", async () => {
  const { page, check, close } = await openPage(browser, guarded.url, { expected: /status of 401/ });
  await page.getByRole("heading", { name: "Log in" }).waitFor();
  await checkAxe(page);
  await keepPicture(page, "login");
  await page.getByLabel("Name", { exact: true }).fill("ann");
  await page.getByLabel("Password", { exact: true }).fill("wrong");
  await page.keyboard.press("Enter");
  await page.getByText("Cannot log in: there is no such token").waitFor();
  await page.getByLabel("Password", { exact: true }).fill("right horse");
  await page.keyboard.press("Enter");
  await page.getByText("No job has been here yet").waitFor();
  await page.reload();
  await page.getByText("No job has been here yet").waitFor();
  assert.deepEqual(await page.context().cookies(), []);
  await page.getByRole("button", { name: "Log out ann" }).click();
  await page.getByRole("heading", { name: "Log in" }).waitFor();
  await page.getByText("Token", { exact: true }).click();
  await page.getByLabel("Token").last().fill(tokens.root);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByText("No job has been here yet").waitFor();
  check();
  await close();
});

test("The page outlives its server: it says that what it shows is old, and goes on when it is back", async () => {
  await using server = await TestServer.start("say: { command: [echo, hello] }");
  await server.runyard(["submit", "say", "--wait"]);
  const { page, check, close } = await openPage(browser, server.url, {
    expected: /ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY|net::ERR/,
  });
  await page.getByRole("row", { name: /Completed say/ }).waitFor();
  await server.kill();
  await page.getByText("The connection is lost").waitFor();
  await keepPicture(page, "connection-lost");
  assert.equal(await page.getByRole("row", { name: /say/ }).count(), 1);
  await server.restart();
  const submitted = await server.runyard(["submit", "say", "--wait"]);
  assert.equal(submitted.status, 0, submitted.stderr);
  await page
    .getByRole("row", { name: /Completed say/ })
    .nth(1)
    .waitFor();
  await page.getByText("The connection is lost").waitFor({ state: "hidden" });
  check();
  await close();
});
