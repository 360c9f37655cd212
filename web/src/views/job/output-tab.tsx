import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { ItemView, JobView } from "../../../../src/server/api.ts";
import { jobPath, queryText } from "../../api/addresses.ts";
import { ask, askJson } from "../../api/client.ts";
import { downloadFile } from "../../api/download-file.ts";
import { onLiveEvents } from "../../api/live-events.ts";
import { useResting } from "../../api/use-resting.ts";
import { setQuery, useQueryValue } from "../../app/router.ts";
import { messages } from "../../messages.ts";
import { showToast } from "../../widgets/toast.tsx";
import { visibleText } from "../../widgets/visible-text.ts";
import { LogView } from "./output/log-view.tsx";
import { OutputModel, type OutputName } from "./output/output-model.ts";

const streams = ["stdout", "stderr"] as const;
type Stream = (typeof streams)[number];

/** What a job writes, item by item. */
export function OutputTab({ job }: { readonly job: JobView }): JSX.Element {
  const total = Object.values(job.items).reduce((sum, count) => sum + count, 0);
  const asked = Number(useQueryValue("item") || "0");
  const item = job.hasAgenda ? Math.min(Math.max(0, asked), total - 1) : null;
  const given = useQueryValue("stream");
  const usual = useUsualStream(job, item);
  const stream = streams.find((each) => each === given) ?? usual;
  if (total === 0) return <p class="tab-note">{job.waitsFor ?? messages.output.notBegun}</p>;
  return (
    <div class="output">
      <div class="row output-head">
        <fieldset class="segments">
          <legend class="hidden">{messages.output.stream}</legend>
          {streams.map((each) => (
            <label key={each}>
              <input
                type="radio"
                name="stream"
                checked={stream === each}
                onChange={() => setQuery({ stream: each, line: null })}
              />
              <span>{messages.output.streams[each]}</span>
            </label>
          ))}
        </fieldset>
        {item === null ? null : <ItemChoice job={job.id} item={item} total={total} />}
      </div>
      {stream === undefined ? null : (
        <OneOutput key={`${stream} ${item}`} job={job} stream={stream} item={item} />
      )}
    </div>
  );
}

function OneOutput({ job, stream, item }: Omit<OutputName, "job"> & { readonly job: JobView }): JSX.Element {
  const round = useTries(job.id, item ?? 0);
  const model = useMemo(() => new OutputModel({ job: job.id, stream, item }), [job.id, stream, item, round]);
  const isResting = useResting();
  useEffect(() => {
    if (isResting) return;
    const stop = new AbortController();
    void model.follow(stop.signal);
    return () => stop.abort();
  }, [model, isResting]);
  const download = (): void => {
    const path = jobPath(job.id, `/output/${stream}${queryText({ item: item ?? undefined })}`);
    const name = `${job.type}-${job.id.slice(0, 8)}${item === null ? "" : `-${item}`}-${stream}.txt`;
    downloadFile(path, name).catch((error: unknown) => showToast(String(error), { isProblem: true }));
  };
  return <LogView key={round} model={model} isLive={job.endedAt === null} onDownload={download} />;
}

/** Goes up when an item is tried again: then its output begins anew. */
function useTries(job: string, item: number): number {
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let isAgain = false;
    return onLiveEvents((events) => {
      for (const { job: of, change } of events) {
        if (of !== job || change.kind !== "item" || change["index"] !== item) continue;
        if (isAgain && change["to"] === "running") setTries((count) => count + 1);
        isAgain = change["from"] === "running" && change["to"] === "waiting";
      }
    });
  }, [job, item]);
  return tries;
}

/** Standard error where nothing else was written: most people who look there look for it. */
function useUsualStream({ id, endedAt }: JobView, item: number | null): Stream | undefined {
  const [usual, setUsual] = useState<Stream | undefined>(endedAt === null ? "stdout" : undefined);
  useEffect(() => {
    if (endedAt === null) return;
    const stop = new AbortController();
    const size = async (stream: Stream): Promise<number> => {
      const path = jobPath(id, `/output/${stream}${queryText({ item: item ?? undefined })}`);
      const response = await ask(path, { method: "HEAD", signal: stop.signal });
      return Number(response.headers.get("runyard-output-size"));
    };
    Promise.all(streams.map(size)).then(
      ([out = 0, error = 0]) => setUsual((old) => old ?? (out === 0 && error > 0 ? "stderr" : "stdout")),
      () => setUsual((old) => old ?? "stdout"),
    );
    return () => stop.abort();
  }, [id, item]);
  return usual;
}

interface ItemChoiceProps {
  readonly job: string;
  readonly item: number;
  readonly total: number;
}

/** Which item's output: by its place, with its name beside. */
function ItemChoice({ job, item, total }: ItemChoiceProps): JSX.Element {
  const name = useItemName(job, item);
  const go = (next: number): void => setQuery({ item: String(next), line: null });
  return (
    <div class="row">
      <button type="button" class="button small" disabled={item === 0} onClick={() => go(item - 1)}>
        {messages.output.previousItem}
      </button>
      <label class="row">
        {messages.output.item}
        <input
          class="item-number"
          type="number"
          min={0}
          max={total - 1}
          value={item}
          onChange={(event) => go(event.currentTarget.valueAsNumber || 0)}
        />
      </label>
      <button type="button" class="button small" disabled={item >= total - 1} onClick={() => go(item + 1)}>
        {messages.output.nextItem}
      </button>
      <bdi class="item-name">{visibleText(name)}</bdi>
    </div>
  );
}

function useItemName(job: string, item: number): string {
  const [name, setName] = useState("");
  useEffect(() => {
    const stop = new AbortController();
    const path = jobPath(job, `/items${queryText({ from: item, limit: 1 })}`);
    askJson<{ readonly items: readonly ItemView[] }>(path, { signal: stop.signal }).then(
      ({ items }) => setName(items[0]?.name ?? ""),
      () => {},
    );
    return () => stop.abort();
  }, [job, item]);
  return name;
}
