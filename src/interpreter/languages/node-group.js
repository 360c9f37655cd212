import { readFileSync, readdirSync } from "node:fs";

const { kill, pid } = process;

/** Sends SIGINT to the process group where it is our own, so that processes that the command waits for end as well. */
export function interruptGroup() {
  try {
    kill(-pid, "SIGINT");
  } catch {
    kill(pid, "SIGINT");
  }
}

/** Sends SIGINT to the others in our process group: a process may have been started just after the first signal. */
export function interruptOthers() {
  for (const name of processes()) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "latin1");
      const group = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[2]);
      if (group === pid && Number(name) !== pid) kill(Number(name), "SIGINT");
    } catch {
      // It has ended meanwhile.
    }
  }
}

function processes() {
  try {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}
