import type { JSX } from "preact";
import type { FoldedNamesView } from "../../../../src/server/api.ts";
import { messages } from "../../messages.ts";
import { visibleText } from "../../widgets/visible-text.ts";

/** Folded names in one line of text, with what no node set can hold behind them. */
export function namesText({ names, others, moreOthers }: Omit<FoldedNamesView, "count">): string {
  const told = [names, ...others].filter((part) => part !== "").join(", ");
  return moreOthers === 0 ? told : messages.agenda.andMore(told, moreOthers);
}

/** Folded names, which may be long: they break anywhere. */
export function Names({ of }: { readonly of: Omit<FoldedNamesView, "count"> }): JSX.Element {
  return <code class="names">{visibleText(namesText(of))}</code>;
}
