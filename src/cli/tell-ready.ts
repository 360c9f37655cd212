import type { Log } from "../core/mod.ts";
import { type ProcessEnd, launch } from "../process/mod.ts";

const PATIENCE_MS = 10_000;

/** Tells systemd that the server is there, where its unit has `Type=notify` and wants to know (sd_notify(3)). */
export async function tellReady(log: Log): Promise<void> {
  const { NOTIFY_SOCKET: socket, PATH = "" } = process.env;
  if (socket === undefined) return;
  const child = launch({
    argv: ["systemd-notify", "--ready"],
    env: { NOTIFY_SOCKET: socket, PATH },
    signal: AbortSignal.timeout(PATIENCE_MS),
    graceMs: 500,
  });
  const end = await child.exited;
  if (end.kind === "exit" && end.status === 0) return;
  log.warn(`cannot tell systemd that the server is ready: ${reasonOf(end)}`);
}

function reasonOf(end: ProcessEnd): string {
  if (end.kind === "launch") return `the program systemd-notify could not be started (${end.system})`;
  return `systemd-notify ended with ${end.kind === "exit" ? `exit status ${end.status}` : end.signal}`;
}
