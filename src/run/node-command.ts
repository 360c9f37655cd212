import { type CommandEntry, expandCommand, fillSource, indexOfName } from "../job/mod.ts";
import type { HostContext, OpenItem } from "./host-context.ts";
import type { NodesRecipe } from "./nodes-keys.ts";

/**
 * The command of a node as its shell gets it. Values never are more than values: each stands in quotes.
 *
 * @throws {RangeError} where a placeholder with several values stands inside a longer word
 */
export function nodeCommand(context: HostContext, item: OpenItem): string {
  const recipe = context.recipe.recipe as NodesRecipe;
  const text =
    typeof recipe.command === "string"
      ? fillSource(recipe.command, (name) => quotedValue(valueOf(name, context, item)))
      : words(recipe.command, context, item);
  // This worker has placeholders of its own.
  return recipe.worker === "exec" ? text.replaceAll("%", "%%") : text;
}

function words(command: readonly CommandEntry[], context: HostContext, item: OpenItem): string {
  return expandCommand(command, (name) => valueOf(name, context, item))
    .map(quoted)
    .join(" ");
}

function quotedValue(value: string | readonly string[] | undefined): string | undefined {
  if (value === undefined || typeof value === "string")
    return value === undefined ? undefined : quoted(value);
  return value.map(quoted).join(" ");
}

function valueOf(
  name: string,
  { recipe, parameters }: HostContext,
  item: OpenItem,
): string | readonly string[] | undefined {
  if (name === "item" || name === "node") return item.name;
  if (name === "rank") return String(item.index);
  if (name === "index") return indexOfName(item.name) ?? "";
  if (!(recipe.recipe as NodesRecipe).parameterNames.includes(name)) return undefined;
  const value = parameters[name] as Visible | undefined;
  return typeof value === "object" ? value.map(String) : value === undefined ? undefined : String(value);
}

/** A parameter as the work sees it. */
type Visible = string | number | boolean | readonly (string | number | boolean)[];

/** For a POSIX shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
