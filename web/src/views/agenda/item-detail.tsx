import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ItemView, ResultView } from "../../../../src/server/api.ts";
import { jobPath, queryText } from "../../api/addresses.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { messages } from "../../messages.ts";
import { formatDuration, formatTime } from "../../widgets/format.ts";
import { PhaseMark } from "../../widgets/phase-mark.tsx";
import { visibleLines, visibleText } from "../../widgets/visible-text.ts";
import { ItemOutput } from "./item-output.tsx";
import { ItemResults } from "./item-results.tsx";

interface ItemDetailProps {
  readonly job: string;
  readonly index: number;
  /** Goes up when the item has changed. */
  readonly version: unknown;
  readonly results: readonly ResultView[];
  readonly onClose: () => void;
  readonly onMove: (step: 1 | -1) => void;
}

/** All that is known of one item. */
export function ItemDetail(props: ItemDetailProps): JSX.Element {
  const { job, index, version, onClose, onMove } = props;
  const panel = useRef<HTMLElement>(null);
  const path = jobPath(job, `/items${queryText({ from: index, limit: 1 })}`);
  const { answer, problem } = useAnswer<{ readonly items: readonly ItemView[] }>(path, version);
  const item = answer?.items.find((one) => one.index === index);
  useEffect(() => panel.current?.scrollIntoView({ block: "nearest" }), [index]);
  return (
    <aside ref={panel} class="item-detail card stack" aria-label={messages.agenda.detail}>
      <div class="row">
        <h2>{item === undefined ? messages.agenda.detail : nameOf(item)}</h2>
        <span class="grow" />
        <button type="button" class="quiet" aria-label={messages.agenda.previous} onClick={() => onMove(-1)}>
          ←
        </button>
        <button type="button" class="quiet" aria-label={messages.agenda.next} onClick={() => onMove(1)}>
          →
        </button>
        <button type="button" class="quiet" aria-label={messages.close} onClick={onClose}>
          ×
        </button>
      </div>
      {item === undefined ? (
        <p class={problem === null ? "hint" : "problem"}>{problem ?? messages.agenda.noSuchItem(index)}</p>
      ) : (
        <Facts {...props} item={item} />
      )}
    </aside>
  );
}

function Facts({ item, job, version, results }: ItemDetailProps & { readonly item: ItemView }): JSX.Element {
  const own = results.filter((result) => result.item === item.index);
  const isRunning = item.phase === "running";
  return (
    <>
      <dl class="facts">
        <Fact name={messages.agenda.phase}>
          <PhaseMark phase={item.phase} />
          {isRunning && item.progress !== null ? <Progress value={item.progress} /> : null}
        </Fact>
        <Fact name={messages.agenda.tries}>{item.tries}</Fact>
        {item.startedAt === null ? null : (
          <Fact name={messages.agenda.started}>{formatTime(item.startedAt)}</Fact>
        )}
        {item.durationMs === null ? null : (
          <Fact name={messages.agenda.took}>{formatDuration(item.durationMs)}</Fact>
        )}
        {item.exitStatus === null ? null : <Fact name={messages.agenda.exitStatus}>{item.exitStatus}</Fact>}
      </dl>
      {item.message === null ? null : <p class="problem">{visibleLines(item.message)}</p>}
      {item.outcome?.kind === "exception" ? (
        <pre class="sunken">{visibleLines(item.outcome.stack)}</pre>
      ) : null}
      {item.highlights.length === 0 ? null : (
        <Lines title={messages.agenda.highlights} lines={item.highlights} />
      )}
      {item.result === null ? null : (
        <Lines title={messages.agenda.value} lines={[JSON.stringify(item.result, null, 2)]} />
      )}
      <ItemResults job={job} results={own} />
      {item.outputs.length === 0 ? null : <Lines title={messages.agenda.outputs} lines={item.outputs} />}
      {(["stderr", "stdout"] as const).map((stream) => (
        <ItemOutput key={stream} job={job} item={item.index} {...{ stream, isRunning, version }} />
      ))}
    </>
  );
}

function Fact({
  name,
  children,
}: {
  readonly name: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Progress({ value }: { readonly value: number }): JSX.Element {
  return <progress value={value} max={1} aria-label={messages.agenda.progress} />;
}

function Lines({ title, lines }: { readonly title: string; readonly lines: readonly string[] }): JSX.Element {
  return (
    <section>
      <h3>{title}</h3>
      <pre class="sunken">{visibleLines(lines.join("\n"))}</pre>
    </section>
  );
}

function nameOf({ name, index }: ItemView): string {
  return name === "" ? messages.agenda.wholeJob : `${visibleText(name)} · ${index}`;
}
