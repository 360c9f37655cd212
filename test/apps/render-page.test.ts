import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { blender } from "../../src/interpreter/mod.ts";
import { checkAxe, keepPicture, openBrowser, openPage } from "../page/browser.ts";
import { exampleTypes } from "../page/examples.ts";
import { submit, until, waitForEnd } from "../run-job.ts";
import { startServing } from "../serving.ts";

test("Ten frames of Blender appear as pictures on the page of their job, while it renders", async () => {
  const folder = await mkdtemp(join(tmpdir(), "runyard-render-page-"));
  const gate = join(folder, "gate");
  const serving = await startServing({ jobs: { render: heldAtFrameFive(gate) } });
  const browser = await openBrowser();
  try {
    const { id } = await submit(serving.service, "render", { samples: "1" });
    const { page, check } = await openPage(browser, `${serving.url}/job/${id}?tab=agenda`);
    const pictures = page.getByRole("img", { name: /^Picture of frame/ });
    await pictures.nth(3).waitFor({ timeout: 120_000 });
    const { phase } = await serving.service.job(id);
    assert.equal(phase, "EXECUTING");
    assert.equal(await pictures.count(), 4);
    await keepPicture(page, "render-running");
    await writeFile(gate, "");
    await pictures.nth(9).waitFor({ timeout: 120_000 });
    const tenth = 'document.querySelectorAll(".thumbnail img")[9].naturalWidth';
    await until("the tenth is drawn", async () => (await page.evaluate(tenth)) === 160);
    assert.equal((await waitForEnd(serving.service, id)).phase, "COMPLETED");
    await checkAxe(page);
    await keepPicture(page, "render-done");
    check();
  } finally {
    await browser.close();
    await serving.close();
    await rm(folder, { recursive: true });
  }
});

function heldAtFrameFive(gate: string): object {
  const { render } = exampleTypes("render") as { readonly render: { readonly setup: readonly string[] } };
  const [folder, place] = [import.meta.dirname, gate].map((path) => blender.literal(path));
  const hold = `sys.path.append(${folder}); import mishaps; mishaps.hold(5, ${place})`;
  return { ...render, setup: [...render.setup, hold] };
}
