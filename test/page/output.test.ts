import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { type Serving, startServing } from "../serving.ts";
import { type OpenPage, type PageOptions, checkAxe, keepPicture, openBrowser, openPage } from "./browser.ts";
import { createJob, endOf } from "./live-jobs.ts";

const lines = 200_000;
const jobs = {
  ticks: {
    command: [
      "sh",
      "-c",
      `for last in 60 120; do
  seq -f "$(printf '\\033[32mtick\\033[0m %%.0f')" $((last - 59)) $last
  until test -e "$0-$last"; do sleep 0.02; done
done
echo the end`,
      "{gate}",
    ],
    parameters: { gate: { type: "string", required: true } },
  },
  long: {
    command: [
      "sh",
      "-c",
      `seq -f 'row %.0f' 1 ${lines}; echo "fatal: the disk is gone"; seq -f 'row %.0f' 1 1000`,
    ],
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

test("The output is followed while it is written, with its colours, until somebody looks elsewhere", async () => {
  const gate = join(serving.folder, "gate");
  const id = await create("ticks", { gate });
  const { page, check, close } = await open(id, "?tab=output");
  await page.locator(".log-text", { hasText: "tick 60" }).waitFor();
  assert.equal(await page.locator(".log-text .c2").first().innerText(), "tick");
  await checkAxe(page);
  await keepPicture(page, "output-live");
  await page.getByRole("button", { name: "Pause" }).click();
  const place = await page.locator(".log-lines").evaluate(({ scrollTop }) => scrollTop);
  await writeFile(`${gate}-60`, "");
  await page.getByText("120 lines").waitFor();
  assert.equal(await page.locator(".log-lines").evaluate(({ scrollTop }) => scrollTop), place);
  await page.getByRole("button", { name: "Follow" }).click();
  await page.locator(".log-text", { hasText: "tick 120" }).waitFor();
  await writeFile(`${gate}-120`, "");
  await page.locator(".log-text", { hasText: "the end" }).waitFor();
  await page.locator(".job-head").getByText("Completed").waitFor();
  check();
  await close();
});

test("An output of 200,000 lines is shown, searched and pointed into", async () => {
  const id = await ended(await create("long"));
  const { page, check, close } = await open(id, "?tab=output");
  await page.getByText("201,001 lines").waitFor();
  assert.ok((await page.locator(".log-row").count()) < 200);
  await page.locator("body").press("/");
  await page.locator("input[type=search]:focus").waitFor();
  await page.keyboard.type("row 123456");
  await page.keyboard.press("Enter");
  await page.locator(".log-row.linked .log-text", { hasText: /^row 123456$/ }).waitFor();
  await page.locator(".log-row.linked mark", { hasText: /^row 123456$/ }).waitFor();
  await page.getByRole("button", { name: "Next error" }).click();
  await page.locator(".log-row.linked", { hasText: "fatal: the disk is gone" }).waitFor();
  await page.getByRole("button", { name: `Copy link to line ${lines + 1}` }).click();
  await page.getByText("Copied", { exact: true }).waitFor();
  const link = await page.evaluate<string>("navigator.clipboard.readText()");
  assert.equal(link, `${serving.url}/job/${id}?tab=output&line=${lines + 1}`);
  const other = await openPage(browser, link, { theme: "dark" });
  await other.page.locator(".log-row.linked", { hasText: "fatal" }).waitFor();
  await checkAxe(other.page);
  await keepPicture(other.page, "output-dark");
  other.check();
  await other.close();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download" }).click(),
  ]);
  assert.equal((await readFile(await download.path(), "utf8")).split("\n").length, lines + 1002);
  check();
  await close();
});

test("The output of each item is to be had, and the page remembers which", async () => {
  const id = await ended(await create("twice"));
  const { page, check, close } = await open(id, "?tab=output");
  await page.locator(".log-text", { hasText: "item x1" }).waitFor();
  await page.getByRole("button", { name: "Next item" }).click();
  await page.locator(".log-text", { hasText: "item x2" }).waitFor();
  assert.match(page.url(), /item=1/);
  await page.getByText("Standard error").click();
  await page.getByText("It wrote nothing here").waitFor();
  check();
  await close();
});
