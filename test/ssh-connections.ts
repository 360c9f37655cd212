import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Task } from "../src/task/mod.ts";
import type { TestSshd } from "./sshd.ts";

/** The node of tests that need one. */
export const NODE: string = "127.0.0.1";
/** A task whose nodes are those of an sshd. */
export function sshTask({ config }: TestSshd): Task {
  const task = new Task();
  task.setInfo("sshOptions", ["-F", config]);
  // On a slow machine many logins at once take their time.
  task.setInfo("connectTimeout", 60);
  return task;
}

/** One whose node has a connection. */
export async function warmTask(sshd: TestSshd): Promise<Task> {
  const task = sshTask(sshd);
  await task.run("true", { nodes: NODE });
  return task;
}

/** Counts the ssh processes that wait for a command on the node that it runs on, of this sshd: other tests have theirs. */
export function countSsh({ config }: Pick<TestSshd, "config">): string {
  const isOurs = String.raw`$l =~ /^ssh\0.*-oBatchMode=yes.*\x00\Q$ARGV[0]\E\0--/s && index($l, "-F\0$ARGV[1]\0") > 0`;
  const program = `for (glob "/proc/[0-9]*/cmdline") { open F, $_ or next; local $/; my $l = <F>; $n++ if defined $l && ${isOurs} } print $n + 0, "\\n"`;
  return `perl -e '${program}' $(echo $SSH_CONNECTION | cut -d' ' -f3) ${config}`;
}

/** What the node of tests wrote. */
export function output(task: Task): string {
  return text(task.nodeBuffer(NODE));
}

/** Bytes as a text. */
export function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}

/** The sockets of our connections. */
export function sockets(sshd: TestSshd): readonly string[] {
  const folder = join(sshd.folder, "runyard-ssh");
  return readdirSync(folder)
    .filter((name) => !name.endsWith(".opening"))
    .map((name) => join(folder, name));
}

/** The processes that keep our connections. */
export function masters(sshd: TestSshd): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => commandLine(pid).startsWith(`ssh: ${sshd.folder}/runyard-ssh`))
    .map(Number);
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1");
  } catch {
    return "";
  }
}

/** Waits for the end of a process. */
export async function gone(pid: number): Promise<void> {
  assert.ok(pid > 1);
  const deadline = performance.now() + 60_000;
  while (existsSync(`/proc/${pid}`) && performance.now() < deadline) await sleep(10);
  assert.ok(!existsSync(`/proc/${pid}`));
}
