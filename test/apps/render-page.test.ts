import assert from "node:assert/strict";
import { test } from "node:test";
import { checkAxe, keepPicture, openBrowser, openPage } from "../page/browser.ts";
import { exampleTypes } from "../page/examples.ts";
import { submit, waitForEnd } from "../run-job.ts";
import { startServing } from "../serving.ts";

test("Ten frames of Blender appear as pictures on the page of their job, while it renders", async () => {
  const serving = await startServing({ jobs: exampleTypes("render") });
  const browser = await openBrowser();
  try {
    const { id } = await submit(serving.service, "render", { samples: "1" });
    const { page, check } = await openPage(browser, `${serving.url}/job/${id}?tab=agenda`);
    const pictures = page.getByRole("img", { name: /^Picture of frame/ });
    await pictures.first().waitFor({ timeout: 120_000 });
    const { phase } = await serving.service.job(id);
    assert.equal(phase, "EXECUTING");
    assert.ok((await pictures.count()) < 10);
    await keepPicture(page, "render-running");
    await pictures.nth(9).waitFor({ timeout: 120_000 });
    assert.equal(await page.evaluate('document.querySelectorAll(".thumbnail img")[9].naturalWidth'), 160);
    assert.equal((await waitForEnd(serving.service, id)).phase, "COMPLETED");
    await checkAxe(page);
    await keepPicture(page, "render-done");
    check();
  } finally {
    await browser.close();
    await serving.close();
  }
});
