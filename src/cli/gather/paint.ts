import type { When } from "./options.ts";

/** What is shown in a colour of its own, with that of ClusterShell. */
const codes = { label: "94", added: "92", removed: "91", place: "96", file: "1" } as const;

/** A part of what is shown that has a colour. */
export type Painted = keyof typeof codes;

/** Paints text, where there are colours. */
export function paint(text: string, as: Painted, colours: boolean): string {
  const [before, after] = coloursOf(as, colours);
  return `${before}${text}${after}`;
}

/** What stands before and after painted text; nothing where there are no colours. */
export function coloursOf(as: Painted, colours: boolean): readonly [before: string, after: string] {
  return colours ? [`\u001b[${codes[as]}m`, "\u001b[0m"] : ["", ""];
}

/** Whether there are colours: on a terminal that takes them, unless it is said. */
export function hasColours(
  color: When,
  {
    onTerminal,
    environment,
  }: {
    readonly onTerminal: boolean;
    readonly environment: Readonly<Record<string, string | undefined>>;
  },
): boolean {
  if (color !== "auto") return color === "always";
  return onTerminal && !environment["NO_COLOR"] && environment["TERM"] !== "dumb";
}
