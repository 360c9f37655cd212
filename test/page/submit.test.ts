import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { waitForEnd } from "../run-job.ts";
import { type Serving, startServing } from "../serving.ts";
import { type PageOptions, checkAxe, keepPicture, openBrowser, openPage } from "./browser.ts";
import { exampleTypes } from "./examples.ts";

let serving: Serving;
let browser: Browser;
before(async () => {
  serving = await startServing({
    jobs: {
      ...exampleTypes("sweep", "checksum"),
      every: {
        title: "A parameter of every kind",
        command: ["true"],
        parameters: {
          word: { type: "string", title: "Text", required: true, pattern: "[a-z]+", max_length: 8 },
          count: { type: "integer", title: "Count", minimum: 1, maximum: 9, default: 3 },
          ratio: { type: "number", title: "Ratio", minimum: 0 },
          sure: { type: "boolean", title: "Sure" },
          colour: { type: "choice", title: "Colour", choices: ["red", "green"] },
          sides: { type: "choice", title: "Sides", choices: ["left", "right", "top"], multiple: true },
          nodes: { type: "nodeset", title: "Nodes", description: "Where it is done" },
          names: { type: "string", title: "Names", multiple: true },
          secret: { type: "secret", title: "Password" },
          table: { type: "file", title: "Table" },
        },
      },
    },
  });
  browser = await openBrowser();
});
after(async () => {
  await browser.close();
  await serving.close();
});

async function withForm(
  path: string,
  work: (page: Page) => Promise<void>,
  options: PageOptions = {},
): Promise<void> {
  const opened = await openPage(browser, `${serving.url}/submit${path}`, options);
  try {
    await work(opened.page);
    opened.check();
  } finally {
    await opened.close();
  }
}

/** The job whose page is open. */
async function jobOf(page: Page): ReturnType<Serving["service"]["job"]> {
  await page.waitForURL("**/job/*");
  return serving.service.job(new URL(page.url()).pathname.split("/").at(-1) ?? "");
}

test("The types are found by name, and lead to their forms", async () => {
  await withForm("", async (page) => {
    await page.getByRole("link", { name: /Resonance of an oscillator/ }).click();
    await page.getByLabel("Points").waitFor();
    await page.getByText(/^148 names: ratio/).waitFor();
    await keepPicture(page, "submit-sweep");
  });
});

test("A form of every kind of parameter makes a job of what was filled in", async () => {
  await withForm("/every", async (page) => {
    await page.getByLabel("Text").fill("abc");
    await page.getByLabel("Ratio", { exact: true }).fill("0.5");
    await page.getByLabel("Sure", { exact: true }).selectOption("Yes");
    await page.getByLabel("Colour", { exact: true }).selectOption("green");
    await page.getByLabel("right", { exact: true }).check();
    await page.getByLabel("Nodes", { exact: true }).fill("n[1-20]!n7");
    await page.getByText("19 names: n[1-6,8-20]").waitFor();
    await page.getByLabel("Names", { exact: true }).fill("one");
    await page.getByRole("button", { name: "Add another" }).click();
    await page.getByLabel("Names, value 2").fill("two, three");
    await page.getByLabel("Password").fill("very secret");
    await page.getByText("Name, priority and limits").click();
    await page.getByLabel("Name of the run").fill("first");
    await page.getByLabel("Priority").fill("7");
    await keepPicture(page, "submit-every");
    await page.getByRole("button", { name: "Submit", exact: true }).click();
    const { parameters, runId, priority } = await jobOf(page);
    const { secret, ...others } = parameters;
    assert.deepEqual(others, {
      word: "abc",
      count: 3,
      ratio: 0.5,
      sure: true,
      colour: "green",
      sides: ["right"],
      nodes: "n[1-20]!n7",
      names: ["one", "two, three"],
    });
    assert.equal((secret as { readonly kind: string }).kind, "secret");
    assert.deepEqual([runId, priority], ["first", 7]);
  });
});

test("Mistakes are told at their fields before anything is sent, and the first is brought to", async () => {
  await withForm("/every?count=12&ratio=x", async (page) => {
    let sent = 0;
    page.on("request", (request) => void (sent += request.method() === "POST" ? 1 : 0));
    await page.getByRole("button", { name: "Submit", exact: true }).click();
    await page.getByText("A value is wanted").waitFor();
    await page.getByText("A whole number from 1 to 9 is wanted").waitFor();
    await page.getByText("A number of at least 0 is wanted").waitFor();
    await page.getByText("3 values have to be changed").waitFor();
    await page.locator('[data-parameter="word"] input:focus').waitFor();
    await page.getByLabel("Text").fill("ABC");
    await page.getByText("A text that matches [a-z]+ is wanted").waitFor();
    assert.equal(sent, 0);
    await keepPicture(page, "submit-mistakes");
  });
});

test("What the server refuses is told at its field", async () => {
  await withForm(
    "/every",
    async (page) => {
      await page.getByLabel("Text").fill("abc");
      await page.getByLabel("Nodes", { exact: true }).fill("n[1-");
      await page.getByRole("button", { name: "Submit", exact: true }).click();
      const field = page.locator('[data-parameter="nodes"]');
      await field.getByText(/^Cannot set parameter "nodes"/).waitFor();
      await page.getByText("One value has to be changed").waitFor();
    },
    { expected: /status of 400/ },
  );
});

test("A link fills the form, and the form makes such a link, without what is secret", async () => {
  await withForm("/every?word=xyz&names=a&names=b&secret=known&job.priority=5", async (page) => {
    assert.equal(await page.getByLabel("Text").inputValue(), "xyz");
    assert.equal(await page.getByLabel("Names, value 2").inputValue(), "b");
    assert.equal(await page.getByLabel("Password").inputValue(), "");
    await page.getByLabel("Password").fill("very secret");
    await page.getByRole("button", { name: "Copy a link" }).click();
    await page.getByText("Copied").waitFor();
    const link = await page.evaluate("navigator.clipboard.readText()");
    assert.equal(link, `${serving.url}/submit/every?word=xyz&names=a&names=b&job.priority=5`);
  });
});

test("Files are taken by drag and drop, and become the items of the job", async () => {
  await withForm("/checksum", async (page) => {
    const dropped = await page.evaluateHandle(`
      const transfer = new DataTransfer();
      transfer.items.add(new File(["some bytes"], "<b>a.txt"));
      transfer.items.add(new File([new Uint8Array(3_000_000)], "large.bin"));
      transfer`);
    await page.locator(".drop").dispatchEvent("drop", { dataTransfer: dropped });
    await page.getByText("<b>a.txt").waitFor();
    await page.getByText("3.0 MB").waitFor();
    await page
      .getByLabel("Files")
      .setInputFiles({ name: "c.txt", mimeType: "text/plain", buffer: Buffer.from("c") });
    await page.getByRole("button", { name: "Remove c.txt" }).click();
    await keepPicture(page, "submit-files");
    await page.getByRole("button", { name: "Submit", exact: true }).click();
    const job = await waitForEnd(serving.service, (await jobOf(page)).id);
    assert.equal(job.phase, "COMPLETED", job.error?.message);
    const items = await serving.service.items(job.id);
    assert.deepEqual(
      items.map(({ name }) => name),
      ["<b>a.txt", "large.bin"],
    );
  });
});

test("A form whose answer was lost is sent again, and makes one job", async () => {
  await withForm(
    "/every?word=lost",
    async (page) => {
      let tries = 0;
      await page.route("**/api/v1/jobs", async (route) => {
        if (route.request().method() !== "POST" || ++tries > 1) return route.continue();
        await route.fetch();
        return route.abort("connectionreset");
      });
      await page.getByRole("button", { name: "Create without running" }).click();
      const { id, phase } = await jobOf(page);
      assert.deepEqual([tries, phase], [2, "PENDING"]);
      const jobs = await serving.service.jobs({ limit: 100, types: ["every"] });
      const ours = jobs.filter(({ parameters }) => parameters["word"] === "lost");
      assert.deepEqual(
        ours.map((job) => job.id),
        [id],
      );
    },
    { expected: /ERR_CONNECTION_RESET/ },
  );
});

test("A type is held and released where its jobs are made", async () => {
  await withForm("/checksum", async (page) => {
    await page.getByRole("button", { name: "Hold this type" }).click();
    await page.getByText("Held: its jobs wait until it is released").waitFor();
    assert.deepEqual([...(await serving.service.holds.names())], ["checksum"]);
    await checkAxe(page);
    await page.getByRole("button", { name: "Release this type" }).click();
    await page.getByText("Held: its jobs wait until it is released").waitFor({ state: "detached" });
    assert.deepEqual([...(await serving.service.holds.names())], []);
  });
});

for (const theme of ["light", "dark"] as const)
  test(`The forms have nothing serious for axe, ${theme}`, async () => {
    for (const path of ["", "/every", "/checksum"])
      for (const size of [
        { width: 1280, height: 800 },
        { width: 360, height: 740 },
      ])
        await withForm(
          path,
          async (page) => {
            await page.getByRole("heading", { level: 1 }).waitFor();
            if (path !== "") await page.getByRole("button", { name: "Submit", exact: true }).click();
            await checkAxe(page);
            await keepPicture(page, `submit${path.replace("/", "-")}-${theme}-${size.width}`);
          },
          { theme, size },
        );
  });
