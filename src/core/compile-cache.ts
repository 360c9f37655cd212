import { getCompileCacheDir } from "node:module";
import { dirname } from "node:path";

/** The variable by which a Node that we start keeps what it compiles where we do; none where we don't. */
export function compileCacheEnvironment(): Readonly<Record<string, string>> {
  const folder = getCompileCacheDir();
  return folder === undefined ? {} : { [VARIABLE]: dirname(folder) };
}

/** Takes that variable out of our own environment, so that nobody else that we start has it. */
export function forgetCompileCacheVariable(): void {
  delete process.env[VARIABLE];
}

const VARIABLE = "NODE_COMPILE_CACHE";
