import { useEffect, useRef, useState } from "preact/hooks";
import type { ItemView } from "../../../../src/server/api.ts";
import { jobPath, queryText } from "../../api/addresses.ts";
import { askJson } from "../../api/client.ts";
import type { KnownItem } from "./live-items.ts";

const mostKept = 2000;
const mostAtOnce = 200;
const settleMs = 120;

interface Kept {
  readonly detail: ItemView;
  /** Which change it was read after. */
  readonly changes: number;
}

/** All that is known of the items in sight: read when they come there, and again when they have changed. */
export function useItemDetails(
  job: string,
  items: readonly KnownItem[],
  sight: readonly number[],
  version: number,
): ReadonlyMap<number, ItemView> {
  const kept = useRef(new Map<number, Kept>());
  const [details, setDetails] = useState<ReadonlyMap<number, ItemView>>(new Map());
  useEffect(() => {
    if (sight.every(isKept)) return;
    const stop = new AbortController();
    const timer = setTimeout(() => void readAll(stop.signal), settleMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [job, sight, version]);
  return details;

  function isKept(index: number): boolean {
    return kept.current.get(index)?.changes === items[index]?.changes;
  }

  /** Those in sight may stand far apart: one request for each stretch of them. */
  async function readAll(signal: AbortSignal): Promise<void> {
    if (kept.current.size > mostKept) kept.current.clear();
    const asked = new Set<number>();
    for (const from of sight) {
      if (isKept(from) || asked.has(from) || signal.aborted) continue;
      const limit = Math.min(mostAtOnce, Math.max(...sight) - from + 1);
      for (let index = from; index < from + limit; index++) asked.add(index);
      await readPart(from, limit, signal);
    }
  }

  async function readPart(from: number, limit: number, signal: AbortSignal): Promise<void> {
    const before = items.slice(from, from + limit).map(({ changes }) => changes);
    const path = jobPath(job, `/items${queryText({ from, limit })}`);
    // Nothing is shown for them until they can be read; the agenda says why.
    const page = await askJson<{ readonly items: readonly ItemView[] }>(path, { signal }).catch(
      () => undefined,
    );
    if (page === undefined) return;
    for (const detail of page.items)
      kept.current.set(detail.index, { detail, changes: before[detail.index - from] ?? 0 });
    setDetails(new Map([...kept.current].map(([index, { detail }]) => [index, detail])));
  }
}
