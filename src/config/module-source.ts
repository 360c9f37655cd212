import { randomUUID } from "node:crypto";
import { pathToFileURL } from "node:url";
import { messageOf } from "../core/mod.ts";
import { mistakesError } from "./mistakes.ts";
import type { Source } from "./source.ts";

/**
 * Reads a configuration that is a module (`runyard.config.ts`): its default export. Each call loads it anew; what it
 * imports is loaded once in a process.
 *
 * @throws {RunyardError} `bad-configuration`
 */
export async function readModule(file: string, path: string): Promise<Source> {
  const value = await importDefault(file, path);
  return { value, place: () => undefined };
}

async function importDefault(file: string, path: string): Promise<unknown> {
  const url = pathToFileURL(path);
  // The loader keeps every address that it has seen; another one makes it read the file again.
  url.searchParams.set("loaded", randomUUID());
  const module = await importModule(file, url);
  if (Object.hasOwn(module, "default")) return await module["default"];
  throw mistakesError(file, [
    { place: undefined, message: "expected a default export: export default defineConfig({ … })" },
  ]);
}

async function importModule(file: string, url: URL): Promise<Record<string, unknown>> {
  try {
    return (await import(url.href)) as Record<string, unknown>;
  } catch (error) {
    const [firstLine = ""] = messageOf(error).trim().split("\n");
    throw mistakesError(
      file,
      [{ place: placeIn(error, url), message: `cannot be loaded: ${firstLine}` }],
      error,
    );
  }
}

/** The place that a syntax error's stack begins with, or that of the first frame in the file. */
function placeIn(error: unknown, url: URL): { line: number; column: number } | undefined {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const after = stack.split(url.href)[1] ?? stack.split(url.pathname)[1];
  const match = after === undefined ? null : /^:(\d+)(?::(\d+))?/.exec(after);
  return match === null ? undefined : { line: Number(match[1]), column: Number(match[2] ?? 1) };
}
