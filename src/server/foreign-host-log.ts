import type { Log } from "../core/mod.ts";

/** Whoever asks under many names gets no log as long as they like. */
const MOST_TOLD = 100;

/** Tells the log which host was asked for and which are ours, once for each; whoever asked is not to learn it. */
export function foreignHostLog(log: Log): (host: string, own: readonly string[]) => void {
  const told = new Set<string>();
  return (asked, own) => {
    const host = asked.slice(0, 200);
    if (told.has(host) || told.size >= MOST_TOLD) return;
    told.add(host);
    log.warn(`refused a request for the host "${host}": this server is ${own.join(", ")}`);
  };
}
