import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ResultView } from "../../../../src/server/api.ts";
import { messages } from "../../messages.ts";
import { formatCount } from "../../widgets/format.ts";
import type { KnownItem } from "./live-items.ts";
import { Thumbnail, isPicture } from "./thumbnail.tsx";

const shownAtFirst = 240;

/** The pictures among a job's results, in the order of its agenda: each appears when its item has ended. */
export function Pictures(props: {
  readonly job: string;
  readonly results: readonly ResultView[];
  readonly items: readonly KnownItem[];
  readonly selected: number | null;
  readonly onOpen: (index: number) => void;
}): JSX.Element | null {
  const { job, results, items, selected, onOpen } = props;
  const [shown, setShown] = useState(shownAtFirst);
  const pictures = results.filter(isPicture).toSorted((a, b) => a.item - b.item);
  if (pictures.length === 0) return null;
  return (
    <section class="stack" aria-label={messages.agenda.pictures}>
      <h2>{messages.agenda.picturesOf(formatCount(pictures.length))}</h2>
      <div class="thumbnails">
        {pictures.slice(0, shown).map((result) => (
          <Thumbnail
            key={`${result.id} ${result.sha256}`}
            job={job}
            result={result}
            name={items[result.item]?.name || result.id}
            isSelected={selected === result.item}
            onOpen={() => onOpen(result.item)}
          />
        ))}
      </div>
      {pictures.length > shown ? (
        <button type="button" class="button" onClick={() => setShown((old) => old + shownAtFirst)}>
          {messages.agenda.morePictures(formatCount(pictures.length - shown))}
        </button>
      ) : null}
    </section>
  );
}
