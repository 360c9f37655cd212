import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { submit, until, waitForEnd } from "../run-job.ts";
import { TestServer } from "../runyard.ts";
import { type Serving, startServing } from "../serving.ts";
import { type PageOptions, checkAxe, keepPicture, openBrowser, openPage } from "./browser.ts";
import { exampleTypes } from "./examples.ts";

const hostileNames = [
  "<script>alert(1)</script>",
  "a\u202egnp.exe",
  "x".repeat(10_000),
  "<img src=x onerror=alert(2)>",
];

let serving: Serving;
let browser: Browser;
before(async () => {
  serving = await startServing({
    jobs: {
      ...exampleTypes("sweep", "frames"),
      many: {
        interpreter: "python",
        setup: "import time\ndef draw(index): return time.sleep(600) if index > 1000 else 1 // (index % 7)",
        item: "draw({index})",
        agenda: "frame[1-10000]",
        instances: 2,
      },
      kernel: {
        nodes: "{nodes}",
        worker: "exec",
        parameters: { nodes: { type: "nodeset", required: true } },
        command:
          "echo Linux; test {rank} -lt 30 && echo 6.1 || echo 6.2; test {rank} -ge 38 && { echo bad >&2; exit 3; }; echo end",
      },
      words: {
        command: ["sh", "-c", 'printf "%s\\033[31mred\\033[0m\\033]0;title\\007\\n" "$0"; exit 1', "{item}"],
        agenda: "{words}",
        parameters: { words: { type: "string", multiple: true } },
      },
      spoof: { interpreter: "python", item: 'raise ValueError("a\\u202eb " + {item})', agenda: "t[1-2]" },
      slow: { command: ["sleep", "600"], agenda: "n[1-3]", instances: 1 },
    },
  });
  browser = await openBrowser();
});
after(async () => {
  await browser.close();
  await serving.close();
});

async function withAgenda(
  job: string,
  work: (page: Page) => Promise<void>,
  { query = "", ...options }: PageOptions & { readonly query?: string } = {},
): Promise<void> {
  const opened = await openPage(browser, `${serving.url}/job/${job}?tab=agenda${query}`, options);
  try {
    await work(opened.page);
    opened.check();
  } finally {
    await opened.close();
  }
}

function grid(page: Page): ReturnType<Page["getByRole"]> {
  return page.getByRole("listbox", { name: /^Items, / });
}

test("The agenda of the sweep fills while it runs, and shows the value of an item", async () => {
  const { id } = await submit(serving.service, "sweep");
  await withAgenda(id, async (page) => {
    await grid(page).waitFor();
    await waitForEnd(serving.service, id, 240_000);
    await page.getByText("148 of 148 have ended").waitFor();
    await page.getByText(/^ratio\[20,25,.*\]-damping\[5,10,20,40\]$/).waitFor();
    await grid(page).focus();
    for (const key of ["ArrowRight", "ArrowRight", "Enter"]) await page.keyboard.press(key);
    const detail = page.getByRole("complementary", { name: "Item" });
    await detail.getByText("ratio20-damping20 · 2").waitFor();
    await detail.getByText('"amplitude"').waitFor();
    assert.match(page.url(), /[?&]item=2\b/);
    await keepPicture(page, "agenda-sweep");
  });
});

test("The agenda of 10,000 items shows them all, draws those in sight, and finds the failed ones", async () => {
  const { id } = await submit(serving.service, "many");
  await until("some have failed", async () => (await serving.service.job(id)).items.failed === 142, 60_000);
  await withAgenda(id, async (page) => {
    await page.getByRole("listbox", { name: "Items, 10,000 cells" }).waitFor();
    await page.getByText(/^frame7,frame14|^frame\[7,14/).waitFor();
    await page.getByText(/about .* left/).waitFor();
    await grid(page).focus();
    await page.keyboard.press("f");
    await page.getByRole("option", { name: "frame7: failed" }).waitFor({ state: "attached" });
    await page.getByRole("button", { name: /^Failed/ }).click();
    const row = page.getByRole("row", { name: /frame7 .*ZeroDivisionError/ });
    await row.waitFor();
    await page.locator('[role=grid][aria-rowcount="143"]').waitFor();
    assert.ok((await page.getByRole("row").count()) < 100);
    await keepPicture(page, "agenda-many");
  });
  await serving.service.abort(id);
});

test("The pictures that items leave appear in the order of the agenda, and lead to their item", async () => {
  const { id } = await submit(serving.service, "frames", { last: ["12"] });
  await withAgenda(id, async (page) => {
    await waitForEnd(serving.service, id, 120_000);
    await page.locator(".thumbnail-name").nth(11).waitFor();
    await page.getByRole("img", { name: "Picture of frame12" }).waitFor();
    const names = await page.locator(".thumbnail-name").allTextContents();
    assert.deepEqual(
      names,
      Array.from({ length: 12 }, (_, index) => `frame${index + 1}`),
    );
    await page.getByRole("button", { name: /frame3$/ }).click();
    await page.getByRole("complementary").getByText("Download frame3/frame.svg").waitFor();
    await keepPicture(page, "agenda-frames");
  });
});

test("What nodes wrote is gathered, compared, and the failed ones are tried again", async () => {
  const { id } = await submit(serving.service, "kernel", { nodes: ["node[1-40]"] });
  await waitForEnd(serving.service, id);
  await withAgenda(id, async (page) => {
    const groups = page.locator(".output-group");
    await groups.nth(2).waitFor();
    assert.deepEqual(await groups.locator("h3").allTextContents(), [
      "node[1-30] (30)",
      "node[31-38] (8)",
      "node[39-40] (2)",
    ]);
    for (const index of [0, 1]) await groups.nth(index).getByRole("button", { name: "Compare" }).click();
    await page.locator(".diff > span").nth(3).waitFor();
    const lines = await page.locator(".diff > span").allTextContents();
    assert.deepEqual(lines, ["  Linux\n", "− 6.1\n", "+ 6.2\n", "  end\n"]);
    await keepPicture(page, "agenda-gathered");
    await page.getByText("Error output").first().click();
    await page.getByText("Nothing was written by").waitFor();
    await page.getByRole("button", { name: "Retry 2 items" }).click();
    await page.waitForURL((url) => !url.pathname.includes(id));
    await page.getByRole("listbox", { name: "Items, 2 cells" }).waitFor();
  });
});

test("Names and outputs that would do harm are text", async () => {
  const { id } = await submit(serving.service, "words", { words: hostileNames });
  await waitForEnd(serving.service, id);
  await withAgenda(
    id,
    async (page) => {
      await page.getByText("a\\u202egnp.exe").first().waitFor();
      await page
        .getByRole("complementary")
        .getByText(/^<script>alert\(1\)<\/script>red/)
        .waitFor();
      assert.equal(await page.locator("img").count(), 0);
      const isWide = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
      assert.equal(isWide, false);
      await keepPicture(page, "agenda-hostile");
    },
    { query: "&item=0" },
  );
});

test("What an item says of itself is shown as it is written, also where it would turn the text around", async () => {
  const { id } = await submit(serving.service, "spoof");
  await waitForEnd(serving.service, id);
  await withAgenda(
    id,
    async (page) => {
      await page.getByRole("complementary").getByText("a\\u202eb t1").first().waitFor();
      assert.doesNotMatch(await page.locator("main").innerText(), /\u202e/);
      await page.goto(serving.url);
      await page.getByRole("row", { name: /Error spoof/ }).waitFor();
      assert.doesNotMatch(await page.locator("main").innerHTML(), /\u202e/);
    },
    { query: "&item=0" },
  );
});

test("A cell changes when its item does, without a request for all of them", async () => {
  const { id } = await submit(serving.service, "slow");
  await withAgenda(id, async (page) => {
    await page.getByRole("option", { name: "n1: running" }).waitFor({ state: "attached" });
    let pages = 0;
    page.on("request", (request) => void (pages += /\/items\?.*limit=1000/.test(request.url()) ? 1 : 0));
    await serving.service.abort(id);
    await page.getByText("Aborted").first().waitFor();
    assert.equal(pages, 0);
  });
});

test("The agenda goes on by itself when its server was killed and is there again", async () => {
  await using server = await TestServer.start(
    `held:
  command: [sh, -c, 'case $0 in n?) ;; *) until test -e gate; do sleep 0.1; done;; esac', "{item}"]
  working_folder: .
  agenda: "n[8-19]"
  instances: 1`,
  );
  const { stdout } = await server.runyard(["submit", "held"]);
  const expected = /ERR_(CONNECTION|INCOMPLETE|EMPTY|NETWORK)/;
  const opened = await openPage(browser, `${server.url}/job/${stdout.trim()}?tab=agenda`, { expected });
  await opened.page.getByText("2 of 12 have ended").waitFor();
  await server.kill();
  await opened.page.getByText("The connection is lost").waitFor();
  await writeFile(join(server.folder, "gate"), "");
  await server.restart();
  await opened.page.getByText("12 of 12 have ended").waitFor();
  await opened.page.getByText("n[8-19]", { exact: true }).waitFor();
  await opened.page.getByText("The connection is lost").waitFor({ state: "detached" });
  opened.check();
  await opened.close();
});

test("Items are added while the job runs; what the server refuses is said where it was typed", async () => {
  const { id } = await submit(serving.service, "slow");
  await withAgenda(
    id,
    async (page) => {
      await page.getByRole("listbox", { name: "Items, 3 cells" }).waitFor();
      await page.getByRole("button", { name: "Add items" }).click();
      const dialog = page.getByRole("dialog", { name: "Add items" });
      await dialog.locator("input:focus").waitFor();
      await page.keyboard.type("n[3-4]");
      await page.keyboard.press("Enter");
      await dialog.getByText(/Cannot append items to job .* it has n3 already/).waitFor();
      await checkAxe(page);
      await dialog.getByLabel("Names of the items").fill("n[4-5]");
      await dialog.getByText("2 names: n[4-5]").waitFor();
      await page.keyboard.press("Enter");
      await dialog.waitFor({ state: "detached" });
      await page.getByRole("listbox", { name: "Items, 5 cells" }).waitFor();
    },
    { expected: /status of (400|409|422)/ },
  );
  await serving.service.abort(id);
});

for (const theme of ["light", "dark"] as const)
  for (const size of [
    { width: 1280, height: 800 },
    { width: 360, height: 740 },
  ])
    test(`The agenda has nothing serious for axe, ${theme}, ${size.width} pixels wide`, async () => {
      const { id } = await submit(serving.service, "kernel", { nodes: ["node[33-40]"] });
      await waitForEnd(serving.service, id);
      await withAgenda(
        id,
        async (page) => {
          await page.locator(".output-group").first().waitFor();
          await page.getByRole("complementary").getByText("Output", { exact: true }).waitFor();
          await checkAxe(page);
          await keepPicture(page, `agenda-${theme}-${size.width}`);
        },
        { theme, size, query: "&item=3" },
      );
    });
