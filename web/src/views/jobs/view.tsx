import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { JobRow } from "../../api/job-row.ts";
import { LiveJobs } from "../../api/live-jobs.ts";
import { serverNow } from "../../api/server-clock.ts";
import { useStore } from "../../api/use-store.ts";
import { navigate, setQuery } from "../../app/router.ts";
import type { ViewProps } from "../../app/views.ts";
import { messages } from "../../messages.ts";
import { DataTable } from "../../widgets/data-table.tsx";
import type { TablePlace } from "../../widgets/kept-place.ts";
import { useNow } from "../../widgets/use-now.ts";
import { BulkBar } from "./bulk-bar.tsx";
import { columnsFor } from "./columns.tsx";
import { type JobFilter, defaultSort, filterJobs, readFilter } from "./filter.ts";
import { FilterBar } from "./filter-bar.tsx";
import { History } from "./history.tsx";
import { NoJobs } from "./no-jobs.tsx";
import { useWidth } from "./use-width.ts";

/** All jobs that this login may see, live. */
export function View({ place: { query } }: ViewProps): JSX.Element {
  const address = query.toString();
  const filter = useMemo(() => readFilter(query), [address]);
  const live = useLiveJobs(filter);
  const state = useStore(live.state);
  const now = useNow(1000);
  const since = filter.withinMs === null ? 0 : Math.floor(now / 60_000);
  const rows = useMemo(
    () => filterJobs(live.rows.values(), filter, serverNow()),
    [state.version, filter, since],
  );
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const chosen = useMemo(() => stillThere(selected, live), [selected, state.version]);
  const width = useWidth();
  const hasOwners = useMemo(() => rows.some(({ owner }) => owner !== null), [rows]);
  const columns = useMemo(() => columnsFor(width, now, hasOwners), [width, now, hasOwners]);
  return (
    <div class="jobs">
      <h1 class="hidden">{messages.navigation.jobs}</h1>
      <History jobs={rows} isRead={state.isRead} />
      <FilterBar filter={filter} shown={rows.length} state={state} />
      {state.isRead && rows.length === 0 ? (
        <NoJobs filter={filter} problem={state.problem} isLoading={state.isLoading} />
      ) : (
        <DataTable
          label={messages.navigation.jobs}
          columns={columns}
          rows={rows}
          sort={filter.sort}
          selected={chosen}
          keyOf={keyOf}
          place={placeFor(address)}
          onSort={(sort) => setQuery({ sort: sort === defaultSort ? null : sort })}
          onSelect={setSelected}
          onOpen={({ id }) => navigate(`/job/${id}`)}
          onSight={(sight) => live.watch(sight.map(keyOf))}
        />
      )}
      <BulkBar live={live} selected={chosen} onDone={() => setSelected(new Set())} />
    </div>
  );
}

let left: { readonly address: string; readonly place: TablePlace } | undefined;

/** Where this list was left last, if it was this one. */
function placeFor(address: string): TablePlace {
  if (left?.address !== address) left = { address, place: { topPx: 0, cursor: 0, hasKeyboard: false } };
  return left.place;
}

function useLiveJobs(filter: JobFilter): LiveJobs {
  const [live] = useState(() => new LiveJobs());
  const [round, setRound] = useState(0);
  const scope = JSON.stringify([filter.types, filter.phases, filter.owner]);
  useEffect(() => {
    const stop = new AbortController();
    live.follow(stop.signal, () => setRound((count) => count + 1));
    return () => stop.abort();
  }, [live]);
  useEffect(() => {
    const stop = new AbortController();
    void live.load(filter, stop.signal);
    return () => stop.abort();
  }, [live, scope, round]);
  return live;
}

function keyOf({ id }: JobRow): string {
  return id;
}

function stillThere(selected: ReadonlySet<string>, { rows }: LiveJobs): ReadonlySet<string> {
  return new Set([...selected].filter((id) => rows.has(id)));
}
