import { text } from "node:stream/consumers";
import { launch } from "../process/mod.ts";
import type { Delivery } from "./delivery.ts";
import type { Envelope } from "./send-by-smtp.ts";

/** A program that takes longer hangs. */
const LONGEST_MS = 60_000;

/** EX_NOUSER and EX_NOHOST of sysexits.h: the address is no good. */
const REFUSALS: ReadonlySet<number> = new Set([67, 68]);

/** Hands a mail to a program, with the arguments that every sendmail takes. */
export async function sendBySendmail(
  program: string,
  { from, to, message }: Envelope,
  signal: AbortSignal,
): Promise<Delivery> {
  const child = launch({
    argv: [program, "-i", "-f", from, "--", to],
    stdio: { stdin: "pipe", stderr: "pipe" },
    signal: AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]),
  });
  child.stdin?.end(message);
  const said = child.stderr === null ? Promise.resolve("") : text(child.stderr).catch(() => "");
  const end = await child.exited;
  if (end.kind === "exit" && end.status === 0) return { kind: "told" };
  if (end.kind === "launch") return { kind: "failed", reason: `cannot start "${program}": ${end.system}` };
  const lastLine = (await said).trimEnd().split("\n").at(-1)?.slice(0, 300) ?? "";
  const how = end.kind === "exit" ? `exit status ${end.status}` : `signal ${end.signal}`;
  const reason = `${program} ended with ${how}${lastLine === "" ? "" : `: ${lastLine}`}`;
  return { kind: end.kind === "exit" && REFUSALS.has(end.status) ? "refused" : "failed", reason };
}
