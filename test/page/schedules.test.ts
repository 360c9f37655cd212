import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { Gate } from "../gate.ts";
import { until } from "../run-job.ts";
import { TestServer } from "../runyard.ts";
import { type PageOptions, checkAxe, keepPicture, openBrowser, openPage } from "./browser.ts";

const schedules = `schedules:
  quick: { every: 1s, command: ["true"] }
  copies: { every: 1s, command: [sh, -c, "exit 3"], title: Copies the archive }
  nightly: { at: "04:30", timezone: Asia/Tokyo, command: ["true"], doc: Says hello every night }
  often: { cron: "*/20 * * * *", command: ["true"] }
  turned: { every: 1h, command: ["true"], title: "a\\u202egnp", doc: "b\\u202egnp" }
`;

const gate = new Gate();
let server: TestServer;
let browser: Browser;
before(async () => {
  const held = `held: { every: 1h, command: [sh, -c, "${gate.wait}"] }`;
  server = await TestServer.start("say: { command: [echo, hello] }", `${schedules}  ${held}\n`);
  browser = await openBrowser();
});
after(async () => {
  await browser.close();
  gate.open();
  await server[Symbol.asyncDispose]();
  gate[Symbol.dispose]();
});

async function withSchedules(work: (page: Page) => Promise<void>, options: PageOptions = {}): Promise<void> {
  const opened = await openPage(browser, `${server.url}/schedules`, options);
  try {
    await work(opened.page);
    opened.check();
  } finally {
    await opened.close();
  }
}

test("Schedules show how they went, and how many failed in a row, as it happens", async () => {
  await withSchedules(async (page) => {
    const copies = page.getByRole("article", { name: "Copies the archive" });
    const failures = copies.getByText(/^\d+ failures in a row$/);
    const count = async (): Promise<number> => Number.parseInt(await failures.innerText(), 10);
    const first = await count();
    await until("more failures", async () => (await count()) >= Math.max(3, first + 1));
    await copies
      .getByRole("link", { name: /started, error$/ })
      .nth(2)
      .waitFor();
    const quick = page.getByRole("article", { name: "quick" });
    await quick
      .getByRole("link", { name: /started, completed$/ })
      .nth(2)
      .waitFor();
    await quick
      .getByRole("link", { name: /started, completed$/ })
      .first()
      .click();
    await page.waitForURL("**/job/*");
    await page.getByText("Completed").first().waitFor();
  });
});

test("What comes is on a line of time, for an hour, a day or a week", async () => {
  await withSchedules(async (page) => {
    const night = page.getByRole("list", { name: "nightly" });
    await night.getByText(/^nightly, /).waitFor({ state: "attached" });
    const near = await night.getByRole("listitem").count();
    await page.getByText("Week", { exact: true }).click();
    await page.getByText("What comes in the next week").waitFor();
    assert.equal(near, 1);
    await night.getByRole("listitem").nth(5).waitFor({ state: "attached" });
    assert.match(page.url(), /span=week/);
    await keepPicture(page, "schedules-week");
  });
});

test("A schedule is paused, run by hand all the same, and resumed", async () => {
  await withSchedules(async (page) => {
    const night = page.getByRole("article", { name: "nightly" });
    await night.getByText("every day at 04:30").waitFor();
    await night.getByRole("button", { name: "Pause: nightly" }).click();
    await night.getByText("Paused", { exact: true }).waitFor();
    await page.getByText("nightly starts nothing by itself until it is resumed").waitFor();
    await night.getByText("not while it is paused").waitFor();
    await night.getByText("never", { exact: true }).waitFor();
    await night.getByRole("button", { name: "Run now: nightly" }).click();
    await night.getByRole("link", { name: /completed, by hand$/ }).waitFor();
    await night.getByText("never", { exact: true }).waitFor({ state: "detached" });
    await night.getByRole("button", { name: "Resume: nightly" }).click();
    await night.getByText("Waiting", { exact: true }).waitFor();
  });
});

test("A schedule that runs says so, also where the one before it went another way", async () => {
  await withSchedules(async (page) => {
    const held = page.getByRole("article", { name: "held" });
    await held.getByText("every hour").waitFor();
    const last = held.locator("dl");
    await server.runyard(["execute", "held"]);
    await last.getByText("Running", { exact: true }).waitFor();
    gate.open();
    await last.getByText("Completed", { exact: true }).waitFor();
    rmSync(gate.path);
    await server.runyard(["execute", "held"]);
    await last.getByText("Completed", { exact: true }).waitFor({ state: "detached" });
    await last.getByText("Running", { exact: true }).waitFor();
  });
});

test("A title that turns the direction of writing is written out", async () => {
  await withSchedules(async (page) => {
    const turned = page.getByRole("article", { name: "a\\u202egnp" });
    await turned.getByText("b\\u202egnp").waitFor();
    assert.doesNotMatch(await page.locator("main").innerHTML(), /\u202e/);
  });
});

for (const theme of ["light", "dark"] as const)
  for (const size of [
    { width: 1280, height: 800 },
    { width: 360, height: 740 },
  ])
    test(`The schedules have nothing serious for axe, ${theme}, ${size.width} pixels wide`, async () => {
      await withSchedules(
        async (page) => {
          await page
            .getByRole("link", { name: /started, error$/ })
            .first()
            .waitFor();
          await checkAxe(page);
          assert.equal(await page.evaluate("document.documentElement.scrollWidth > innerWidth"), false);
          await keepPicture(page, `schedules-${theme}-${size.width}`);
        },
        { theme, size },
      );
    });

test("A server without schedules says how one is made", async () => {
  await using empty = await TestServer.start("say: { command: [echo, hello] }");
  const { page, check, close } = await openPage(browser, `${empty.url}/schedules`);
  await page.getByText("This server has no schedules").waitFor();
  await page.getByText("backup.sh").waitFor();
  check();
  await close();
});
