import { programOutput } from "./program-output.ts";

/** What a program says about its version, its first line; undefined where it says nothing in time. */
export async function programVersion(argv: readonly [string, ...string[]]): Promise<string | undefined> {
  const all = await programOutput(argv);
  return (/\d+(\.\w+)+/.exec(all) ?? /\d{3,}/.exec(all))?.[0];
}
