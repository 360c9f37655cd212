import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { JobView } from "../../../../src/server/api.ts";
import { useChanges } from "../../api/use-changes.ts";
import { useStore } from "../../api/use-store.ts";
import { setQuery, useQueryValue } from "../../app/router.ts";
import { messages } from "../../messages.ts";
import { EmptyState } from "../../widgets/empty-state.tsx";
import { AgendaHead } from "./agenda-head.tsx";
import { AgendaParts } from "./agenda-parts.tsx";
import { FoldedNames } from "./folded-names.tsx";
import { ItemDetail } from "./item-detail.tsx";
import { ItemGrid } from "./item-grid.tsx";
import { type ItemPhase, isItemPhase } from "./item-phases.ts";
import { LiveItems } from "./live-items.ts";
import { Pictures } from "./pictures.tsx";
import { countItems } from "./time-left.ts";
import { useResults } from "../../api/use-results.ts";

/** The agenda of a job: every item as a cell, the names by phase, pictures, outputs, and all of one item. */
export function AgendaTab({ job }: { readonly job: JobView }): JSX.Element {
  const items = useLiveItems(job.id);
  const { version, problem } = useStore(items.state);
  const slow = useChanges(({ job: id }) => id === job.id, job.id, pauseFor(items.items.length));
  const results = useResults(job.id, slow);
  const only = phaseOf(useQueryValue("items"));
  const selected = indexOf(useQueryValue("item"));
  const open = (index: number | null): void => setQuery({ item: index === null ? null : String(index) });
  if (countItems(job).all === 0 && items.items.length === 0) return <NoItems />;
  const shared = { items: items.items, selected };
  return (
    <div
      class={selected === null ? "agenda" : "agenda with-detail"}
      onKeyDown={({ key }) => void (key === "Escape" && selected !== null && open(null))}
    >
      <div class="agenda-main stack">
        <AgendaHead job={job} only={only} onChoose={(phase) => setQuery({ items: phase })} />
        {problem === null ? null : <p class="problem">{problem}</p>}
        <ItemGrid {...shared} version={version} only={only} onSelect={open} />
        <FoldedNames job={job.id} version={slow} />
        <Pictures {...shared} job={job.id} results={results} onOpen={open} />
        <AgendaParts job={job} items={items.items} version={version} slow={slow} only={only} onOpen={open} />
      </div>
      {selected === null ? null : (
        <ItemDetail
          job={job.id}
          index={selected}
          version={`${items.items[selected]?.phase ?? ""} ${slow}`}
          results={results}
          onClose={() => open(null)}
          onMove={(step) => open(Math.min(items.items.length - 1, Math.max(0, selected + step)))}
        />
      )}
    </div>
  );
}

function NoItems(): JSX.Element {
  return (
    <EmptyState title={messages.agenda.empty}>
      <p>{messages.agenda.emptyHint}</p>
    </EmptyState>
  );
}

function useLiveItems(job: string): LiveItems {
  const [items, setItems] = useState(() => new LiveItems(job));
  useEffect(() => {
    const stop = new AbortController();
    const fresh = new LiveItems(job);
    setItems(fresh);
    fresh.follow(stop.signal);
    return () => stop.abort();
  }, [job]);
  return items;
}

/** What goes through all items on the server is asked for more rarely where there are many. */
function pauseFor(count: number): number {
  return count > 5000 ? 5000 : count > 500 ? 2500 : 1000;
}

function phaseOf(text: string): ItemPhase | null {
  return isItemPhase(text) ? text : null;
}

function indexOf(text: string): number | null {
  return /^\d{1,7}$/.test(text) ? Number(text) : null;
}
