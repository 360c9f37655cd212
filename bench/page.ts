import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Browser, type Page, chromium } from "playwright-core";
import { buildPage } from "../scripts/build-page.ts";
import { BenchServer } from "./bench-server.ts";
import { fillStore } from "./fill-store.ts";
import { describeMachine } from "./machine.ts";
import { median } from "./median.ts";

const FURTHER = `  lines: { command: [seq, "1000000"] }
  items: { interpreter: python, item: "{index}", agenda: "item[1-10000]", instances: 2 }
`;

/** The page in a real browser on much of everything: when the first of it is painted, when what was asked for is there. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { jobs: { type: "string", default: "100000" }, rounds: { type: "string", default: "5" } },
  });
  const [jobs, rounds] = [Number(values.jobs), Number(values.rounds)];
  print(describeMachine());
  await buildPage();
  const folder = mkdtempSync(join(tmpdir(), "runyard-bench-page-"));
  try {
    await fillStore(join(folder, "data"), jobs);
    await using server = await BenchServer.start(folder, 4, folder, FURTHER);
    const [lines, items] = await Promise.all([ended(server, "lines"), ended(server, "items")]);
    await using browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--enable-precise-memory-info",
      ],
    });
    const row = ".table-body > .table-row";
    const whole = String.raw`text=/^[\d,]+ shown(?!, reading)/`;
    await measure(browser, rounds, { name: `${jobs} jobs`, url: `${server.url}/`, seen: row, whole });
    const job = (id: string, tab: string): string => `${server.url}/job/${id}?tab=${tab}`;
    await measure(browser, rounds, { name: "1,000,000 lines", url: job(lines, "output"), seen: ".log-row" });
    const cells = '[role="listbox"][aria-label^="Items, 10,000"]';
    await measure(browser, rounds, { name: "10,000 items", url: job(items, "agenda"), seen: cells });
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function ended(server: BenchServer, type: string): Promise<string> {
  const id = await server.submit(type);
  for (let phase = "QUEUED"; phase === "QUEUED" || phase === "EXECUTING"; ) {
    ({ phase } = await server.ask<{ phase: string }>("GET", `/api/v1/jobs/${id}?wait=30&phase=${phase}`));
  }
  return id;
}

interface Place {
  readonly name: string;
  readonly url: string;
  /** What is there when the view shows what it is for. */
  readonly seen: string;
  /** What is there when all of it has been read, where that comes later. */
  readonly whole?: string;
}

async function measure(
  browser: Browser,
  rounds: number,
  { name, url, seen, whole = seen }: Place,
): Promise<void> {
  const found: Figures[] = [];
  for (let round = 0; round < rounds; round++) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.goto(url, { waitUntil: "commit" });
    await page.locator(seen).first().waitFor();
    const seenMs = await page.evaluate<number>("performance.now()");
    await page.locator(whole).first().waitFor({ timeout: 120_000 });
    const wholeMs = await page.evaluate<number>("performance.now()");
    found.push({ seenMs, wholeMs, ...(await figuresOf(page)) });
    await context.close();
  }
  const of = (key: keyof Figures): number => median(found.map((figures) => figures[key]));
  print(
    `${name}: first paint ${of("paintMs").toFixed(0)} ms, shown after ${of("seenMs").toFixed(0)} ms, all of it read after ${of("wholeMs").toFixed(0)} ms; ` +
      `scrolled through, of the frames ${(100 * of("late")).toFixed(0)} % took longer than 50 ms, the slowest ${of("slowestMs").toFixed(0)} ms; ` +
      `heap ${of("heapMb").toFixed(0)} MB; ${(of("scriptBytes") / 1000).toFixed(0)} kB of scripts`,
  );
}

interface Figures {
  readonly paintMs: number;
  readonly seenMs: number;
  readonly wholeMs: number;
  readonly late: number;
  readonly slowestMs: number;
  readonly heapMb: number;
  readonly scriptBytes: number;
}

/** Scrolls what is longest from its beginning to its end in two seconds, and reads what the browser knows. */
function figuresOf(page: Page): Promise<Omit<Figures, "seenMs" | "wholeMs">> {
  return page.evaluate<Omit<Figures, "seenMs" | "wholeMs">>(SCROLL_AND_READ);
}

/** Runs in the browser. */
const SCROLL_AND_READ = `(async () => {
  const paintMs = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN;
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const hidden = (element) => element.scrollHeight - element.clientHeight;
  const [longest] = [...document.querySelectorAll("main *")].sort((one, other) => hidden(other) - hidden(one));
  const frames = [];
  const began = performance.now();
  for (let last = began; last - began < 2000; ) {
    const now = await new Promise((resolve) => requestAnimationFrame(resolve));
    frames.push(now - last);
    last = now;
    longest.scrollTop = (hidden(longest) * (now - began)) / 2000;
  }
  const scripts = performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".js"));
  return {
    paintMs,
    late: frames.filter((ms) => ms > 50).length / frames.length,
    slowestMs: Math.max(...frames),
    heapMb: performance.memory.usedJSHeapSize / 1e6,
    scriptBytes: scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
  };
})()`;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
