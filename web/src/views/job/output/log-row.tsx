import type { JSX } from "preact";
import { messages } from "../../../messages.ts";
import { type Segment, parseAnsi } from "./ansi.ts";

interface LogRowProps {
  /** From 0. */
  readonly line: number;
  readonly topPx: number;
  readonly isLinked: boolean;
  /** Undefined while it is on its way. */
  readonly text: string | undefined;
  /** What is looked for, marked where it stands. */
  readonly wanted: string;
  readonly onPoint: () => void;
}

/** One line of an output at its place, with its number and its colours. */
export function LogRow({ line, topPx, isLinked, text, wanted, onPoint }: LogRowProps): JSX.Element {
  return (
    <div class={isLinked ? "log-row linked" : "log-row"} style={{ transform: `translateY(${topPx}px)` }}>
      <button
        type="button"
        class="log-number"
        tabIndex={-1}
        title={messages.output.linkTo}
        aria-label={messages.output.lineNumber(line + 1)}
        onClick={onPoint}
      >
        {line + 1}
      </button>
      <span class="log-text">
        {(text === undefined ? [] : parseAnsi(text)).map((segment, place) => (
          <span key={place} class={segment.look}>
            {marked(segment, wanted)}
          </span>
        ))}
      </span>
    </div>
  );
}

function marked({ text }: Segment, wanted: string): (string | JSX.Element)[] {
  if (wanted === "") return [text];
  const parts: (string | JSX.Element)[] = [];
  const [lower, needle] = [text.toLowerCase(), wanted.toLowerCase()];
  let place = 0;
  for (let found = lower.indexOf(needle); found !== -1 && parts.length < 100; ) {
    parts.push(text.slice(place, found), <mark key={found}>{text.slice(found, found + needle.length)}</mark>);
    place = found + needle.length;
    found = lower.indexOf(needle, place);
  }
  return [...parts, text.slice(place)];
}
