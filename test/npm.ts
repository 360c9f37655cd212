import { spawnSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/** How a program ended. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program as somebody who has just opened a terminal would: with nothing of ours or of npm in the environment. */
export function runOutside(
  folder: string,
  argv: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Run {
  const [program = "", ...rest] = argv;
  const { status, stdout, stderr, error } = spawnSync(program, rest, {
    cwd: folder,
    encoding: "utf8",
    env: { ...outsideEnvironment(), ...environment },
  });
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
}

/** The environment without what npm and the test runner have added, the system's own Node first. */
export function outsideEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|NODE_TEST_|RUNYARD_|NO_COLOR|FORCE_COLOR|INIT_CWD)/i.test(name),
  );
  // What is compiled for a clone that is gone tomorrow is not kept.
  return { ...Object.fromEntries(kept), PATH: outsidePath(), NODE_DISABLE_COMPILE_CACHE: "1" };
}

/** The search path without node_modules; where that leaves no Node, with the one that runs us. */
function outsidePath(): string {
  const folders = (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => !folder.includes("node_modules"));
  const hasNode = folders.some((folder) => existsSync(join(folder, "node")));
  return [...folders, ...(hasNode ? [] : [dirname(realpathSync(process.execPath))])].join(delimiter);
}
