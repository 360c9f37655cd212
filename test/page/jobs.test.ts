import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { ask } from "../http.ts";
import { until } from "../run-job.ts";
import { type Serving, startServing } from "../serving.ts";
import { checkAxe, keepPicture, openBrowser, openPage, overflowPx } from "./browser.ts";
import { createJob } from "./live-jobs.ts";

const jobs = {
  say: { command: ["echo", "hello"] },
  fail: { command: ["sh", "-c", "echo no such star >&2; exit 3"] },
  sleep: { command: ["sleep", "600"], limits: { concurrent: 2 } },
  frames: { command: ["sleep", "0.05"], agenda: "frame[1-12]", instances: 2 },
};
let browser: Browser;
let serving: Serving;
before(async () => {
  [browser, serving] = await Promise.all([openBrowser(), startServing({ jobs })]);
});
after(async () => {
  await browser.close();
  await serving.close();
});

function create(type: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  return createJob(serving, type, more);
}

async function removeAll(): Promise<void> {
  const { text } = await ask("GET", `${serving.url}/api/v1/jobs?limit=1000`);
  const { jobs: all } = JSON.parse(text) as { readonly jobs: readonly { readonly id: string }[] };
  await Promise.all(all.map(({ id }) => ask("DELETE", `${serving.url}/api/v1/jobs/${id}`)));
}

/** Waits until the list has so many rows, and gives their texts. */
async function rows(page: Page, count: number): Promise<readonly string[]> {
  await page.locator(`[role=grid][aria-rowcount="${count + 1}"]`).waitFor();
  return page.locator(".table-body > .table-row").allInnerTexts();
}

/** Waits until what was asked of the jobs selected has been answered: then none is selected any more. */
function isDone(page: Page): Promise<void> {
  return page.locator(".bulk-bar").waitFor({ state: "detached" });
}

test("The list of jobs teaches the first step where it is empty, and fills by itself", async () => {
  const { page, check, close } = await openPage(browser, serving.url);
  await page.getByRole("heading", { name: "No job has been here yet" }).waitFor();
  await checkAxe(page);
  await keepPicture(page, "jobs-empty");
  await create("say");
  await create("fail");
  await page.getByRole("row", { name: /Completed say/ }).waitFor();
  await page.getByRole("row", { name: /Error fail .*The command ended with exit status 3/ }).waitFor();
  await create("frames");
  await page.getByRole("row", { name: /Completed frames .*12\/12/ }).waitFor();
  await page.locator(".uplot canvas").waitFor();
  check();
  await close();
});

test("The list says why a job waits, and is as its address says", async () => {
  await removeAll();
  for (let round = 0; round < 3; round++) await create("sleep");
  await create("say", { runId: "night one" });
  const address = `${serving.url}/?phase=QUEUED&phase=EXECUTING&type=sleep&sort=-phase`;
  const { page, check, close } = await openPage(browser, address);
  await until("the one that waits is the first", async () =>
    /Queued[^]*its type is at its limit of 2 at once/.test((await rows(page, 3))[0] ?? ""),
  );
  await page.getByRole("button", { name: /^Running/ }).click();
  assert.equal((await rows(page, 1)).length, 1);
  assert.equal(new URL(page.url()).search, "?type=sleep&sort=-phase&phase=QUEUED");
  await page.goto(serving.url);
  await rows(page, 4);
  await page.locator("body").press("/");
  await page.locator("input[type=search]:focus").waitFor();
  await page.keyboard.type("one night");
  await page.waitForURL(/text=one\+night/);
  assert.match((await rows(page, 1))[0] ?? "", /say/);
  await page.reload();
  await rows(page, 1);
  assert.equal(await page.getByRole("searchbox").inputValue(), "one night");
  await page.getByRole("searchbox").fill("nothing like it");
  await page.getByRole("heading", { name: "No job is like that" }).waitFor();
  await page.getByRole("button", { name: "Show all jobs" }).click();
  await rows(page, 4);
  check();
  await close();
});

test("Jobs are chosen by keyboard and dealt with together, after a question", async () => {
  await removeAll();
  for (let round = 0; round < 3; round++) await create("sleep");
  const { page, check, close } = await openPage(browser, serving.url, {
    // A job may be asked for that has just been deleted.
    expected: /status of 404/,
  });
  await rows(page, 3);
  await page.getByRole("grid").focus();
  await page.keyboard.press("End");
  await page.keyboard.press(" ");
  await page.keyboard.press("Shift+ArrowUp");
  await page.getByText("2 jobs selected").waitFor();
  await page.getByRole("button", { name: "Suspend 2" }).click();
  await page.getByRole("button", { name: "Suspend 2 jobs" }).click();
  await page
    .getByRole("row", { name: /Suspended sleep/ })
    .nth(1)
    .waitFor();
  await isDone(page);
  await page.getByRole("grid").focus();
  await page.keyboard.press("Control+a");
  await page.getByText("3 jobs selected").waitFor();
  await checkAxe(page);
  await page.getByRole("button", { name: "Abort 3" }).click();
  await checkAxe(page);
  await keepPicture(page, "jobs-abort");
  await page.getByRole("button", { name: "Cancel" }).click();
  assert.equal(await page.getByRole("row", { name: /Aborted/ }).count(), 0);
  await page.getByRole("button", { name: "Abort 3" }).click();
  await page.getByRole("button", { name: "Abort 3 jobs" }).click();
  await page
    .getByRole("row", { name: /Aborted sleep/ })
    .nth(2)
    .waitFor();
  await isDone(page);
  await page.getByRole("grid").focus();
  await page.keyboard.press("Control+a");
  await page.getByRole("button", { name: "Delete 3" }).click();
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "No job has been here yet" }).waitFor();
  const id = await create("say");
  await rows(page, 1);
  await page.getByRole("grid").focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(`${serving.url}/job/${id}`);
  await page.locator("main:focus").getByRole("heading", { name: "say" }).waitFor();
  await page.goBack();
  await rows(page, 1);
  check();
  await close();
});

test("Whoever comes back to the list goes on where they were, with the keyboard as well", async () => {
  await removeAll();
  for (let round = 0; round < 60; round++) await create("say", { run: false });
  const { page, check, close } = await openPage(browser, serving.url);
  await page.locator('[role=grid][aria-rowcount="61"]').waitFor();
  await page.getByRole("grid").focus();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowUp");
  const topPx = (): Promise<number> => page.getByRole("grid").evaluate(({ scrollTop }) => scrollTop);
  await until("the end is in sight", async () => (await topPx()) > 500);
  await page.locator('[role=grid][aria-activedescendant="row-58"]').waitFor();
  const before = await topPx();
  await page.keyboard.press("Enter");
  await page.locator("main:focus").getByRole("heading", { name: "say" }).waitFor();
  await page.goBack();
  await page.locator('[role=grid][aria-rowcount="61"]:focus').waitFor();
  await until("what was in sight is again", async () => (await topPx()) === before);
  assert.equal(await page.getByRole("grid").getAttribute("aria-activedescendant"), "row-58");
  check();
  await close();
});

test("Whatever a job is called is shown as text", async () => {
  await removeAll();
  const names = ["<img src=x onerror=alert(1)>", "a\u202egnp.exe", "x".repeat(64)];
  for (const runId of names) await create("say", { runId });
  const { page, check, close } = await openPage(browser, serving.url);
  const texts = (await rows(page, 3)).join("\n");
  assert.match(texts, /<img src=x onerror=alert\(1\)>/);
  assert.match(texts, /a\\u202egnp\.exe/);
  check();
  await close();
});

test("The list of jobs has nothing that axe finds serious: light and dark, wide and on a phone", async () => {
  await removeAll();
  for (const type of ["say", "fail", "sleep", "frames"]) await create(type);
  for (const theme of ["light", "dark"] as const)
    for (const width of [1280, 360]) {
      const { page, check, close } = await openPage(browser, serving.url, {
        theme,
        size: { width, height: 740 },
      });
      await rows(page, 4);
      await page.locator(".uplot canvas").waitFor();
      await checkAxe(page);
      assert.equal(await overflowPx(page), 0);
      await keepPicture(page, `jobs-${theme}-${width}`);
      check();
      await close();
    }
});
