import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launch } from "./launch.ts";
import { type LaunchRequest, encodeLaunchRequest } from "./launch-request.ts";
import type { ProcessEnd } from "./process-end.ts";

/** The small process that forks a shim for each attempt, so that nothing large ever forks. */
export interface Launcher extends AsyncDisposable {
  /** Null where it could not be started: `onExit` says why. */
  readonly pid: number | null;
  /**
   * Has an attempt started, at most once: a second request with the same folder starts nothing. What comes of it is
   * told by the bell and by the folder. A request that is on its way when the launcher dies may be lost, and may be
   * given to the next one without harm.
   *
   * @throws {TypeError} where a value holds a NUL byte, or a path leaves the attempt's folder
   */
  launch(request: LaunchRequest): void;
  /** Ends the launcher when it has forked what was asked for. The attempts go on. */
  close(): Promise<void>;
}

/** Where a launcher rings, and who hears of its end. */
export interface LauncherOptions {
  /** The path of the bell. */
  readonly bell: string;
  /** Called once when the launcher ended without `close()`; a new one may then be started. */
  readonly onExit: (end: ProcessEnd) => void;
}

/** Starts a launcher. It ends with its standard input, so it never outlives us; its attempts do. */
export function startLauncher(options: LauncherOptions): Launcher {
  const child = launch({
    argv: ["/usr/bin/perl", fileURLToPath(new URL("shim.pl", import.meta.url)), "launcher", options.bell],
    cwd: "/",
    env: { LC_ALL: "C" },
    stdio: { stdin: "pipe", stdout: "ignore", stderr: "inherit" },
  });
  let closing = false;
  void child.exited.then((end) => (closing ? undefined : options.onExit(end)));
  const close = async (): Promise<void> => {
    closing = true;
    child.stdin?.end();
    await child.exited;
  };
  return {
    pid: child.pid,
    launch: (request) => {
      const encoded = encodeLaunchRequest(request);
      // Made here and never by the shim: one that was voided and removed meanwhile stays away, and with it the command.
      mkdirSync(request.folder, { recursive: true, mode: 0o700 });
      child.stdin?.write(encoded);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
