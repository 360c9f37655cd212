import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { OutputGroupView } from "../../../../src/server/api.ts";
import { messages } from "../../messages.ts";
import { type DiffLine, diffLines } from "./line-diff.ts";
import { namesText } from "./names-text.tsx";
import { plainText } from "./plain-text.ts";

/** Lines that are the same and stand further from a difference are folded. */
const around = 3;
const signs: Readonly<Record<DiffLine["kind"], string>> = { same: " ", first: "−", second: "+" };

/** Two groups of outputs, line by line. */
export function GroupComparison(props: {
  readonly first: OutputGroupView;
  readonly second: OutputGroupView;
  readonly onClose: () => void;
}): JSX.Element {
  const { first, second, onClose } = props;
  const lines = useMemo(
    () => withoutTheSame(diffLines(plainText(first.text), plainText(second.text))),
    [first.text, second.text],
  );
  return (
    <article class="comparison card stack" aria-label={messages.agenda.comparison}>
      <header class="row">
        <h3>
          {signs.first} {namesText(first)}
          <br />
          {signs.second} {namesText(second)}
        </h3>
        <span class="grow" />
        <button type="button" class="quiet" aria-label={messages.close} onClick={onClose}>
          ×
        </button>
      </header>
      <pre class="sunken diff" tabIndex={0} aria-label={messages.agenda.comparison}>
        {lines.map((line, index) => (
          <Line key={index} line={line} />
        ))}
      </pre>
      {lines.some(({ kind }) => kind !== "same") ? null : (
        <p class="hint">{messages.agenda.differInStatus}</p>
      )}
    </article>
  );
}

function Line({ line }: { readonly line: DiffLine }): JSX.Element {
  return (
    <span class={`diff-${line.kind}`}>
      {signs[line.kind]} {line.text}
      {"\n"}
    </span>
  );
}

function withoutTheSame(lines: readonly DiffLine[]): readonly DiffLine[] {
  const isNear = lines.map((_, index) =>
    lines.slice(Math.max(0, index - around), index + around + 1).some(({ kind }) => kind !== "same"),
  );
  return lines.flatMap((line, index): readonly DiffLine[] => {
    if (isNear[index] === true) return [line];
    return index > 0 && isNear[index - 1] === false ? [] : [{ kind: "same", text: "⋯" }];
  });
}
