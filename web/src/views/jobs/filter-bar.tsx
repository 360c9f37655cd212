import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { JobView, StatusView, TypeView } from "../../../../src/server/api.ts";
import { askJson } from "../../api/client.ts";
import { onLiveEvents } from "../../api/live-events.ts";
import type { JobsState } from "../../api/live-jobs.ts";
import { setQuery } from "../../app/router.ts";
import { messages } from "../../messages.ts";
import { formatCount } from "../../widgets/format.ts";
import { PhaseMark } from "../../widgets/phase-mark.tsx";
import { type JobFilter, spans } from "./filter.ts";
import { useSlash } from "../../widgets/use-slash.ts";

interface FilterBarProps {
  readonly filter: JobFilter;
  readonly shown: number;
  readonly state: JobsState;
}

/** These are always there, the others where there are any. */
const usualPhases: readonly JobView["phase"][] = ["QUEUED", "EXECUTING", "COMPLETED", "ERROR"];
const otherPhases: readonly JobView["phase"][] = [
  "PENDING",
  "HELD",
  "SUSPENDED",
  "UNKNOWN",
  "ABORTED",
  "ARCHIVED",
];

/** What the list is narrowed by, and how many jobs of each phase there are. */
export function FilterBar({ filter, shown, state }: FilterBarProps): JSX.Element {
  const counts = useCounts();
  const phases = [
    ...usualPhases,
    ...otherPhases.filter((each) => (counts[each] ?? 0) > 0 || filter.phases.includes(each)),
  ];
  return (
    <div class="filter-bar">
      <div class="row" role="group" aria-label={messages.jobs.filterByPhase}>
        {phases.map((phase) => (
          <button
            key={phase}
            type="button"
            class="button chip"
            aria-pressed={filter.phases.includes(phase)}
            onClick={() => setQuery({ phase: toggled(filter.phases, phase) })}
          >
            <PhaseMark phase={phase} />
            <span>{formatCount(counts[phase] ?? 0)}</span>
          </button>
        ))}
      </div>
      <div class="row">
        <TextFilter text={filter.text} />
        <TypeFilter chosen={filter.types[0] ?? ""} />
        <label>
          <span class="hidden">{messages.jobs.filterByOwner}</span>
          <input
            class="owner-filter"
            placeholder={messages.jobs.owner}
            value={filter.owner}
            spellcheck={false}
            onChange={(event) => setQuery({ owner: event.currentTarget.value.trim() })}
          />
        </label>
        <TimeFilter withinMs={filter.withinMs} />
        <span class="quiet-text count">{messages.jobs.shown(formatCount(shown), state)}</span>
      </div>
    </div>
  );
}

const typingMs = 200;

function TextFilter({ text }: { readonly text: string }): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef<number>(undefined);
  useSlash(field);
  useEffect(() => {
    if (field.current !== null && document.activeElement !== field.current) field.current.value = text;
  }, [text]);
  return (
    <label class="text-filter">
      <span class="hidden">{messages.jobs.search}</span>
      <input
        ref={field}
        type="search"
        placeholder={messages.jobs.searchHint}
        defaultValue={text}
        spellcheck={false}
        onInput={(event) => {
          const { value } = event.currentTarget;
          clearTimeout(timer.current);
          timer.current = window.setTimeout(() => setQuery({ text: value }), typingMs);
        }}
      />
    </label>
  );
}

function TypeFilter({ chosen }: { readonly chosen: string }): JSX.Element {
  const [types, setTypes] = useState<readonly string[]>([]);
  useEffect(() => {
    askJson<readonly TypeView[]>("/api/v1/types").then(
      (found) => setTypes(found.map(({ name }) => name)),
      () => {},
    );
  }, []);
  const names = chosen === "" || types.includes(chosen) ? types : [chosen, ...types];
  return (
    <label>
      <span class="hidden">{messages.jobs.filterByType}</span>
      <select value={chosen} onChange={(event) => setQuery({ type: event.currentTarget.value })}>
        <option value="">{messages.jobs.allTypes}</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function TimeFilter({ withinMs }: { readonly withinMs: number | null }): JSX.Element {
  const [chosen] = Object.entries(spans).find(([, ms]) => ms === withinMs) ?? [""];
  return (
    <label>
      <span class="hidden">{messages.jobs.filterByTime}</span>
      <select value={chosen} onChange={(event) => setQuery({ within: event.currentTarget.value })}>
        <option value="">{messages.jobs.anyTime}</option>
        {Object.keys(spans).map((span) => (
          <option key={span} value={span}>
            {messages.jobs.within(span)}
          </option>
        ))}
      </select>
    </label>
  );
}

const countAgainMs = 1000;

/** How many jobs of each phase the server has, whatever is shown of them. */
function useCounts(): StatusView["jobs"] {
  const [counts, setCounts] = useState<StatusView["jobs"]>({});
  useEffect(() => {
    const stop = new AbortController();
    let timer: number | undefined;
    const read = (): void => {
      timer = undefined;
      askJson<StatusView>("/api/v1/status", { signal: stop.signal }).then(
        ({ jobs }) => setCounts(jobs),
        () => {},
      );
    };
    read();
    const unsubscribe = onLiveEvents((events, isGap) => {
      const isChanged =
        isGap || events.some(({ change: { kind } }) => kind === "phase" || kind === "deleted");
      if (isChanged) timer ??= window.setTimeout(read, countAgainMs);
    });
    return () => {
      stop.abort();
      clearTimeout(timer);
      unsubscribe();
    };
  }, []);
  return counts;
}

function toggled(list: readonly string[], one: string): readonly string[] {
  return list.includes(one) ? list.filter((each) => each !== one) : [...list, one];
}
