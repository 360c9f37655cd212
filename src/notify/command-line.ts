import { type CommandEntry, type Job, expandCommand, placeholderText } from "../job/mod.ts";

/** Longer ones are cut: nobody reads them in a mail. */
const LONGEST = 2000;

/**
 * A job's command as one would type it, without its secrets; null where its runner has none. What differs from item to
 * item stands as its placeholder.
 */
export function commandLine({ plan, parameters }: Job): string | null {
  if (plan?.runner !== "command" && plan?.runner !== "nodes") return null;
  const command =
    plan.runner === "command" ? plan.recipe : (plan.recipe as { readonly command: unknown }).command;
  if (typeof command === "string") return shorten(command);
  const argv = expandCommand(command as readonly CommandEntry[], (name) => {
    const value = parameters[name];
    if (value !== undefined) return placeholderText(value, () => "(secret)");
    return ["item", "index", "rank", "results", "node"].includes(name) ? `{${name}}` : undefined;
  });
  return shorten(argv.map(quote).join(" "));
}

function quote(word: string): string {
  return /^[A-Za-z0-9_./:=@%+,{}-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function shorten(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
