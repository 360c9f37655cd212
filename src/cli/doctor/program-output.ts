import { text } from "node:stream/consumers";
import { launch } from "../../process/mod.ts";

const PATIENCE_MS = 5000;

/** What a program writes to its two outputs within 5 seconds. */
export async function programOutput(argv: readonly [string, ...string[]]): Promise<string> {
  const child = launch({
    argv,
    stdio: { stdout: "pipe", stderr: "pipe" },
    signal: AbortSignal.timeout(PATIENCE_MS),
    graceMs: 500,
  });
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  const said = await Promise.all(streams.map((stream) => text(stream)));
  await child.exited;
  return said.join("\n");
}
