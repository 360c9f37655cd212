import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type AttemptEnd,
  type AttemptState,
  type Bell,
  type LaunchRequest,
  type Launcher,
  type LauncherOptions,
  type Ring,
  openBell,
  readAttempt,
  stop,
} from "../../src/process/mod.ts";

/** A folder for attempts, with a bell and a launcher. */
export interface Yard {
  readonly folder: string;
  readonly bell: Bell;
  /** Fulfilled when the launcher ended without being closed. */
  readonly launcherEnded: Promise<void>;
  readonly launcherPid: number;
  killLauncher(): void;
  /** The id that the next launch gets. */
  nextAttempt(): string;
  launch(argv: readonly string[], more?: Partial<LaunchRequest>): string;
  folderOf(attempt: string): string;
  ringsOf(attempt: string): readonly Ring[];
  waitForRing(attempt: string, isWanted: (ring: Ring) => boolean): Promise<Ring>;
  waitForEnd(attempt: string): Promise<AttemptEnd>;
  /** Waits until all that was asked of the launcher so far is over. */
  settle(): Promise<void>;
  endOf(attempt: string): AttemptEnd;
  runningOf(attempt: string): Extract<AttemptState, { readonly state: "running" }>;
  run(argv: readonly string[], more?: Partial<LaunchRequest>): Promise<AttemptEnd>;
  output(
    argv: readonly string[],
    more?: Partial<LaunchRequest>,
  ): Promise<{ readonly attempt: string; readonly text: string }>;
  close(): Promise<void>;
}

/** Makes a yard with what `start` starts. */
export function openYard(start: (options: LauncherOptions) => Launcher): Yard {
  const folder = mkdtempSync(join(tmpdir(), "runyard-shim-"));
  const rings: Ring[] = [];
  const folders = new Map<string, string>();
  const bell = openBell(join(folder, "bell"), (ring) => void rings.push(ring));
  const { promise: launcherEnded, resolve } = Promise.withResolvers<void>();
  const launcher = start({ bell: join(folder, "bell"), onExit: () => resolve() });
  const yard: Yard = {
    folder,
    bell,
    launcherEnded,
    launcherPid: launcher.pid ?? 0,
    killLauncher: () => void (launcher.pid !== null && process.kill(launcher.pid, "SIGKILL")),
    nextAttempt: () => `${basename(folder)}-${folders.size}`,
    launch(argv, more = {}) {
      const attempt = yard.nextAttempt();
      const [program = "", ...rest] = argv;
      const request: LaunchRequest = {
        attempt,
        folder: join(folder, "attempts", attempt),
        cwd: null,
        argv: [program, ...rest],
        env: { PATH: "/usr/bin:/bin" },
        ...more,
      };
      folders.set(attempt, request.folder);
      launcher.launch(request);
      return attempt;
    },
    folderOf: (attempt) => folders.get(attempt) ?? assert.fail(`${attempt} was never launched`),
    ringsOf: (attempt) => rings.filter((ring) => ring.attempt === attempt),
    waitForRing: (attempt, isWanted) =>
      waitFor(`a ring of ${attempt}`, () => yard.ringsOf(attempt).find((ring) => isWanted(ring))),
    waitForEnd: (attempt) =>
      waitFor(`the end of ${attempt}`, () => {
        const state = readAttempt(yard.folderOf(attempt));
        return state.state === "ended" ? state.end : undefined;
      }),
    settle: async () => {
      // What it forked for requests before this one is there, and goes when it has nothing to do.
      await yard.run(["/bin/true"]);
      const isAtWork = (pid: number): boolean => ![...folders.values()].some((each) => isShimOf(each, pid));
      await waitFor(
        "the launcher's children",
        () => !childrenOf(launcher.pid ?? 0).some(isAtWork) || undefined,
      );
    },
    endOf(attempt) {
      const state = readAttempt(yard.folderOf(attempt));
      return state.state === "ended" ? state.end : assert.fail(`${attempt} is ${state.state}`);
    },
    runningOf(attempt) {
      const state = readAttempt(yard.folderOf(attempt));
      return state.state === "running" ? state : assert.fail(`${attempt} is ${state.state}`);
    },
    run: (argv, more) => yard.waitForEnd(yard.launch(argv, more)),
    async output(argv, more) {
      const attempt = yard.launch(argv, more);
      const { end } = await yard.waitForEnd(attempt);
      assert.deepEqual(end, { kind: "exit", status: 0 }, readText(join(yard.folderOf(attempt), "stderr")));
      return { attempt, text: readText(join(yard.folderOf(attempt), "stdout")) };
    },
    async close() {
      await launcher.close();
      // What a test that failed has left running.
      await Promise.all([...folders.values()].map(stopAttempt));
      bell.close();
      rmSync(folder, { recursive: true });
    },
  };
  return yard;
}

function childrenOf(pid: number): readonly number[] {
  return readText(`/proc/${pid}/task/${pid}/children`)
    .trim()
    .split(" ")
    .flatMap((child) => (child === "" ? [] : Number(child)));
}

/** Whether a process is the shim of an attempt that runs. */
function isShimOf(folder: string, pid: number): boolean {
  const state = readAttempt(folder);
  return state.state === "running" && state.identity.pid === pid;
}

async function stopAttempt(folder: string): Promise<void> {
  const state = readAttempt(folder);
  if (state.state !== "running") return;
  const isEnded = (): boolean => readAttempt(folder).state === "ended";
  const target = { marker: null, shim: state.identity, command: state.command, isEnded };
  await stop(target, { ask: "SIGTERM", graceMs: 0 });
}

/** Waits a minute for something to be there. */
export async function waitFor<T>(what: string, look: () => T | undefined): Promise<T> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) assert.fail(`Waited in vain for ${what}`);
    await sleep(2);
  }
}

/** The text of a file; empty where it is not there. */
export function readText(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}
