import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import axe from "axe-core";
import { type Browser, type Page, chromium } from "playwright-core";

const root = join(import.meta.dirname, "..", "..");

/** How a page is opened. */
export interface PageOptions {
  readonly theme?: "light" | "dark";
  /** Of the window; 1280 by 800 unless told. */
  readonly size?: { readonly width: number; readonly height: number };
  /** What the console may say as an error without failing the test. */
  readonly expected?: RegExp;
}

/** A page that is open, and what went wrong in it. */
export interface OpenPage {
  readonly page: Page;
  /** Fails for errors, violations of the policy, and requests to other servers. */
  readonly check: () => void;
  readonly close: () => Promise<void>;
}

/** A real browser, with the newest page built for it to load. */
export async function openBrowser(): Promise<Browser> {
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(root, "scripts", "build-page.ts"), "--if-needed"],
    { encoding: "utf8" },
  );
  assert.equal(status, 0, stderr);
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** Opens an address in a window of its own. */
export async function openPage(browser: Browser, url: string, options: PageOptions = {}): Promise<OpenPage> {
  const { theme = "light", size = { width: 1280, height: 800 }, expected } = options;
  const context = await browser.newContext({
    viewport: size,
    colorScheme: theme,
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  // Ten times as long as the slowest step takes elsewhere.
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const wrong: string[] = [];
  const note = (text: string): void => void (expected?.test(text) === true || wrong.push(text));
  page.on("console", (message) => void (message.type() === "error" && note(message.text())));
  page.on("pageerror", (error) => note(`${String(error)}\n${error.stack ?? ""}`));
  page.on("dialog", (dialog) => {
    note(`The page has opened a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    const isOwn = origin === new URL(url).origin || protocol === "blob:" || protocol === "data:";
    if (!isOwn) note(`The page has asked ${request.url()}`);
  });
  await page.goto(url);
  return {
    page,
    check: () => assert.deepEqual(wrong, []),
    close: () => context.close(),
  };
}

/** Fails where axe finds something serious against WCAG 2.2 AA. */
export async function checkAxe(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as { readonly axe: AxeChecker };
    const { violations } = await checker.run({
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("\n")}`,
      );
  });
  assert.deepEqual(found, []);
}

interface AxeChecker {
  run(options: { readonly runOnly: readonly string[] }): Promise<{
    readonly violations: readonly {
      readonly id: string;
      readonly impact: string;
      readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
    }[];
  }>;
}

/** Keeps a picture of the page in the folder that RUNYARD_SCREENSHOTS names, if it does. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env["RUNYARD_SCREENSHOTS"];
  if (folder === undefined || folder === "") return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** How many pixels the document is wider than its window. */
export function overflowPx(page: Page): Promise<number> {
  return page.evaluate("Math.max(0, document.documentElement.scrollWidth - innerWidth)");
}
