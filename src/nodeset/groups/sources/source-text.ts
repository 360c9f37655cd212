import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { resolve } from "node:path";
import { askScript } from "../ask-script.ts";
import type { SourceContext } from "../group-source.ts";
import { type SourceSettings, valueOf } from "../source-settings.ts";
import { substitute } from "../template.ts";

/** The text that a source is read from: what its `command` prints, or its file. */
export async function sourceText(
  settings: SourceSettings,
  context: SourceContext,
  signal: AbortSignal,
  defaultFile: string,
): Promise<string> {
  const own = await commandText(settings, context, signal);
  return own ?? (await readFile(sourceFile(settings, context, defaultFile), { encoding: "utf8", signal }));
}

/** What a program prints: the source's `command`, or the one that is usual. */
export async function programText(
  settings: SourceSettings,
  context: SourceContext,
  signal: AbortSignal,
  usual: string,
): Promise<string> {
  const own = await commandText(settings, context, signal);
  if (own !== null) return own;
  const { file, line } = settings.section;
  const script = { text: usual, file, line };
  return await askScript(settings, { what: "its groups", key: usual, script, values: {} }, context, signal);
}

/** The path of the file that a source names, or of the usual one: `~` and `$CFGDIR` count, and so does the folder of the configuration. */
export function sourceFile(settings: SourceSettings, context: SourceContext, defaultFile: string): string {
  const written = valueOf(settings, "file")?.text ?? defaultFile;
  const path = substitute(written, { CFGDIR: settings.folder, SOURCE: settings.name });
  return resolve(settings.folder, underHome(path, context.environment));
}

/** A path with a leading `~` replaced. */
export function underHome(path: string, environment: SourceContext["environment"]): string {
  const home = environment["HOME"] ?? homedir();
  return path === "~" || path.startsWith("~/") ? `${home}${path.slice(1)}` : path;
}

async function commandText(
  settings: SourceSettings,
  context: SourceContext,
  signal: AbortSignal,
): Promise<string | null> {
  const script = valueOf(settings, "command");
  if (script === undefined) return null;
  return await askScript(
    settings,
    { what: "its groups", key: "command", script, values: {} },
    context,
    signal,
  );
}
