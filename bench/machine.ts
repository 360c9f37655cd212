import { cpus, release, totalmem } from "node:os";

/** The machine in one line, for the figures to stand beside. */
export function describeMachine(): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `${cpus().length} cores (${cpu?.model ?? "unknown"}), ${memory} GiB, Linux ${release()}, Node ${process.version}`;
}
