import { text } from "node:stream/consumers";
import { launch } from "../process/mod.ts";

const PATIENCE_MS = 5000;

/** What a program says about its version, its first line; undefined where it says nothing in time. */
export async function programVersion(argv: readonly [string, ...string[]]): Promise<string | undefined> {
  const child = launch({
    argv,
    stdio: { stdout: "pipe", stderr: "pipe" },
    signal: AbortSignal.timeout(PATIENCE_MS),
    graceMs: 500,
  });
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  const said = await Promise.all(streams.map((stream) => text(stream)));
  await child.exited;
  const all = said.join("\n");
  return (/\d+(\.\w+)+/.exec(all) ?? /\d{3,}/.exec(all))?.[0];
}
