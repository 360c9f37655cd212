import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { ask } from "../http.ts";
import { until } from "../run-job.ts";
import { type Serving, startServing } from "../serving.ts";
import {
  type OpenPage,
  type PageOptions,
  checkAxe,
  keepPicture,
  openBrowser,
  openPage,
  overflowPx,
} from "./browser.ts";
import { createJob, endOf } from "./live-jobs.ts";

const examples = join(import.meta.dirname, "..", "..", "examples");
const hostileSvg = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" onload="alert(1)"><script>alert(2)</script><rect width="40" height="40"/><image href="http://127.0.0.1:9/x.png"/></svg>`;
const jobs = {
  periodogram: {
    command: ["python3", "periodogram.py", "--peaks", "{peaks}", "{table}"],
    working_folder: join(examples, "periodogram"),
    parameters: {
      table: { type: "file", default: join(examples, "periodogram", "co2.csv") },
      peaks: { type: "integer", default: 5 },
    },
  },
  fail: {
    command: ["sh", "-c", "echo 'cannot read \"$0\"' >&2; exit 3", "{text}"],
    parameters: { text: { type: "string", default: "x" } },
  },
  one: { command: ["sleep", "600"], limits: { concurrent: 1 } },
  hostile: {
    command: [
      "sh",
      "-c",
      'cat "$0"; cd "$RUNYARD_RESULTS"; cp "$1" picture.svg; echo "<script>alert(3)</script>" > page.html; printf "a,b\\n<b>1</b>,2\\n" > "<img src=x>.csv"',
      "{text}",
      "{svg}",
    ],
    parameters: { text: { type: "file", required: true }, svg: { type: "file", required: true } },
  },
  twice: {
    command: ["sh", "-c", 'echo "item $0"; [ "$0" != x2 ]', "{item}"],
    agenda: "x[1-3]",
    retry: { item: 0 },
  },
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

function create(type: string, parameters: Readonly<Record<string, unknown>> = {}): Promise<string> {
  return createJob(serving, type, { parameters });
}

async function ended(id: string): Promise<string> {
  await endOf(serving, id);
  return id;
}

function open(id: string, query = "", options: PageOptions = {}): Promise<OpenPage> {
  return openPage(browser, `${serving.url}/job/${id}${query}`, options);
}

/** Waits until a picture has been drawn: one that is broken has no size. */
async function drawn(page: Page, name: string): Promise<void> {
  const picture = page.getByRole("img", { name }).first();
  await picture.waitFor();
  await until(`"${name}" is drawn`, async () => {
    const width = await picture.evaluate(
      (image) => (image as unknown as { naturalWidth: number }).naturalWidth,
    );
    return width > 0;
  });
}

test("The page of a periodogram shows its plot, its table, and what it took", async () => {
  const id = await create("periodogram");
  const { page, check, close } = await open(id);
  await page.getByRole("heading", { name: "periodogram" }).waitFor();
  await ended(id);
  await drawn(page, "periodogram.svg");
  await page
    .locator(".timeline")
    .getByText(/^ran for/)
    .waitFor();
  await page.getByRole("cell", { name: "exit status 0" }).waitFor();
  await checkAxe(page);
  await keepPicture(page, "job-overview");
  await page.getByRole("tab", { name: "Results (2)" }).click();
  await drawn(page, "periodogram.svg");
  await page.getByRole("columnheader", { name: "false_alarm_probability" }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download peaks.csv" }).click(),
  ]);
  assert.match(await readFile(await download.path(), "utf8"), /^rank,period,power/);
  const [zip] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: /zip/ }).click(),
  ]);
  assert.equal((await readFile(await zip.path())).subarray(0, 2).toString(), "PK");
  await checkAxe(page);
  check();
  await close();
});

test("The page of a job says why it waits, and begins to run before one's eyes", async () => {
  const first = await create("one");
  const id = await create("one");
  const { page, check, close } = await open(id, "", { expected: /status of 404/ });
  await page.getByText("It waits: its type is at its limit of 1 at once").waitFor();
  await ask("POST", `${serving.url}/api/v1/jobs/${first}/abort`);
  await page.locator(".job-head").getByText("Running").waitFor();
  await page.getByRole("button", { name: "Abort" }).click();
  await page.getByRole("button", { name: "Abort the job" }).click();
  await page.locator(".job-head").getByText("Aborted").waitFor();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Delete the job" }).click();
  await page.waitForURL(`${serving.url}/`);
  assert.equal((await ask("GET", `${serving.url}/api/v1/jobs/${id}`)).status, 404);
  check();
  await close();
});

test("The page of a job that failed shows its whole error, and tries it again", async () => {
  const id = await ended(await create("fail", { text: "it's <b>" }));
  const { page, check, close } = await open(id, "", { theme: "dark" });
  await page.getByRole("heading", { name: "The command ended with exit status 3" }).waitFor();
  await page.locator(".failure pre").getByText("The end of standard error:").waitFor();
  await checkAxe(page);
  await keepPicture(page, "job-failed-dark");
  const command = page.locator(".command", { hasText: "curl" });
  await command.getByRole("button", { name: "Copy" }).click();
  await page.getByText("Copied", { exact: true }).waitFor();
  const copied = await page.evaluate<string>("navigator.clipboard.readText()");
  assert.equal(
    copied,
    `curl -sS ${serving.url}/api/v1/jobs --json '{"type":"fail","parameters":{"text":"it'\\''s <b>"}}'`,
  );
  const again = page.getByRole("link", { name: "Again with changes" });
  assert.equal(await again.getAttribute("href"), "/submit/fail?text=it%27s+%3Cb%3E");
  await page.getByRole("button", { name: "Retry" }).click();
  await page.waitForURL((url) => !url.pathname.includes(id));
  await page.getByRole("link", { name: `again after ${id.slice(0, 8)}` }).waitFor();
  check();
  await close();
});

test("A job that is not there is told as such", async () => {
  const id = await create("one");
  await ask("DELETE", `${serving.url}/api/v1/jobs/${id}`);
  const { page, check, close } = await open(id, "", { expected: /404/ });
  await page.getByRole("heading", { name: "Cannot find job" }).waitFor();
  await checkAxe(page);
  check();
  await close();
});

test("Hostile output and results are shown as what they are, and nothing of them runs", async () => {
  const word = "w".repeat(10_000);
  const text = `<script>alert(1)</script>\n\u001b]0;title\u0007\u001b[2J\u001b[31mred\u001b[0m\n${word}\nabc\u202egnp\n${"\u001b[31mx".repeat(5000)}\n`;
  const form = new FormData();
  form.set("type", "hostile");
  form.set("parameters.text", new File([text], "te\u202ext<b>.txt"));
  form.set("parameters.svg", new File([hostileSvg], "picture.svg"));
  const { text: answer } = await ask("POST", `${serving.url}/api/v1/jobs`, { body: form });
  const { id } = JSON.parse(answer) as { readonly id: string };
  await ended(id);
  const { page, check, close } = await open(id);
  await drawn(page, "picture.svg");
  await page.getByRole("button", { name: "te\\u202ext<b>.txt" }).waitFor();
  await page.getByRole("tab", { name: "Output" }).click();
  await page.locator(".log-text", { hasText: "<script>alert(1)</script>" }).waitFor();
  await page.locator(".log-text", { hasText: "abc\\u202egnp" }).waitFor();
  assert.equal(await page.locator(".log-text", { hasText: "red" }).innerText(), "red");
  assert.equal(await overflowPx(page), 0);
  await checkAxe(page);
  await page.getByRole("tab", { name: "Results (3)" }).click();
  await page.getByText("<script>alert(3)</script>").waitFor();
  await page.getByRole("cell", { name: "<b>1</b>" }).waitFor();
  await drawn(page, "picture.svg");
  await page.waitForTimeout(200);
  await checkAxe(page);
  check();
  await close();
});

test("The page of a job fits a phone, in both themes", async () => {
  const id = await ended(await create("twice"));
  for (const theme of ["light", "dark"] as const) {
    const { page, check, close } = await open(id, "", { theme, size: { width: 360, height: 740 } });
    await page.getByRole("heading", { name: "Parameters" }).waitFor();
    for (const tab of ["Overview", "Output", "Results"]) {
      await page.getByRole("tab", { name: tab }).click();
      await page.locator(`[aria-labelledby=tab-${tab.toLowerCase()}] :is(h2, .log-text)`).first().waitFor();
      assert.equal(await overflowPx(page), 0);
      await checkAxe(page);
      await keepPicture(page, `job-phone-${tab.toLowerCase()}-${theme}`);
    }
    check();
    await close();
  }
});
