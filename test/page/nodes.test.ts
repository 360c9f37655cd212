import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { submit, until } from "../run-job.ts";
import { type Serving, startServing } from "../serving.ts";
import { type PageOptions, checkAxe, keepPicture, openBrowser, openPage } from "./browser.ts";

const usual = process.env["CLUSTERSHELL_CFGDIR"];
let folder: string;
let serving: Serving;
let browser: Browser;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "runyard-groups-"));
  await writeFile(join(folder, "groups.conf"), "[Main]\ndefault: site\nautodir: .\n");
  await writeFile(join(folder, "site.yaml"), "site:\n  compute: node[1-20]\n  io: node[19-22]\n");
  process.env["CLUSTERSHELL_CFGDIR"] = folder;
  serving = await startServing({
    jobs: {
      kernel: {
        title: "Version of the kernel",
        nodes: "{nodes}",
        worker: "exec",
        fanout: 2,
        parameters: {
          nodes: { type: "nodeset", required: true },
          word: { type: "string", default: "Linux" },
        },
        // The last two answer once they are let.
        command: `echo {word}; if test {rank} -lt 6; then echo 6.1; else until test -e ${folder}/gate; do sleep 0.05; done; echo 6.2; fi`,
      },
      live: {
        title: "Slow points",
        interpreter: "python",
        setup: "import runyard, time",
        item: "[runyard.progress(0.4), time.sleep(600)]",
        agenda: "point[1-9]",
        instances: 2,
      },
    },
  });
  browser = await openBrowser();
});
after(async () => {
  if (usual === undefined) delete process.env["CLUSTERSHELL_CFGDIR"];
  else process.env["CLUSTERSHELL_CFGDIR"] = usual;
  await browser.close();
  await serving.close();
  await rm(folder, { recursive: true });
});

async function withPage(
  path: string,
  work: (page: Page) => Promise<void>,
  options: PageOptions = {},
): Promise<void> {
  const opened = await openPage(browser, serving.url + path, options);
  try {
    await work(opened.page);
    opened.check();
  } finally {
    await opened.close();
  }
}

test("A node set is folded, counted and listed while it is typed, with its groups", async () => {
  await withPage("/nodes", async (page) => {
    await page.getByRole("button", { name: "@compute" }).waitFor();
    await page.getByLabel("Node set").fill("@compute!node[3-17],login1");
    await page.getByRole("heading", { name: "6 nodes" }).waitFor();
    await page.getByText("login1,node[1-2,18-20]", { exact: true }).waitFor();
    assert.deepEqual(await page.locator(".node-names li").allTextContents(), [
      "login1",
      "node1",
      "node2",
      "node18",
      "node19",
      "node20",
    ]);
    await page.getByRole("row", { name: "@compute 5 node[1-2,18-20]" }).waitFor();
    assert.match(page.url(), /set=%40compute/);
    await keepPicture(page, "nodes-set");
    await page.getByLabel("Node set").fill("");
    await page.getByRole("button", { name: "@io" }).click();
    await page.getByRole("heading", { name: "4 nodes" }).waitFor();
  });
});

test("A mistake in a node set is told with its place", async () => {
  await withPage(
    "/nodes?set=node[1-",
    async (page) => {
      await page.getByText(/^Cannot read "node\[1-": at character/).waitFor();
      await page.getByLabel("Node set").fill("@nobody");
      await page.getByText(/nobody/).waitFor();
    },
    { expected: /status of 400/ },
  );
});

test("A command runs on the nodes, and the groups of its outputs form", async () => {
  await withPage("/nodes?set=node[1-8]", async (page) => {
    await page.getByLabel("word").fill("Hello");
    await page.getByRole("button", { name: "Submit", exact: true }).click();
    const heads = page.locator(".output-group h3");
    const areGroups = async (groups: string) => (await heads.allTextContents()).join() === groups;
    await page.getByText("6 of 8 have ended").waitFor();
    await until("six have answered", () => areGroups("node[1-6] (6)"));
    await writeFile(join(folder, "gate"), "");
    await until("all have answered", () => areGroups("node[1-6] (6),node[7-8] (2)"));
    assert.equal(await page.locator(".output-group pre").first().textContent(), "Hello\n6.1\n");
    await page.getByText("8 of 8 have ended").waitFor();
    assert.match(page.url(), /job=/);
    await keepPicture(page, "nodes-run");
  });
});

test("Live interpreters are shown with what each is doing, and the empty view says how to begin", async () => {
  await withPage("/interpreters", async (page) => {
    await page.getByText("No interpreter is at work").waitFor();
    await page.getByRole("link", { name: "Slow points" }).waitFor();
    const { id } = await submit(serving.service, "live");
    await page.getByText("2 instances").waitFor();
    for (const instance of [1, 2])
      await page.getByRole("row", { name: new RegExp(`^${instance} point`) }).waitFor();
    await page.locator("td progress").first().waitFor();
    await checkAxe(page);
    await keepPicture(page, "interpreters");
    await serving.service.abort(id);
    await page.getByText("No interpreter is at work").waitFor();
  });
});

for (const theme of ["light", "dark"] as const)
  for (const size of [
    { width: 1280, height: 800 },
    { width: 360, height: 740 },
  ])
    test(`The nodes have nothing serious for axe, ${theme}, ${size.width} pixels wide`, async () => {
      await withPage(
        "/nodes?set=node[1-8]",
        async (page) => {
          await page.getByRole("heading", { name: "8 nodes" }).waitFor();
          await page.getByLabel("word").waitFor();
          await checkAxe(page);
          const isWide = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
          assert.equal(isWide, false);
          await keepPicture(page, `nodes-${theme}-${size.width}`);
        },
        { theme, size },
      );
    });
