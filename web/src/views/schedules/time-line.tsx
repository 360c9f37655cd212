import type { JSX } from "preact";
import type { ScheduleDetailView, ScheduleView } from "../../../../src/server/schedule-api.ts";
import { setQuery, useQueryValue } from "../../app/router.ts";
import { messages } from "../../messages.ts";
import { formatTime } from "../../widgets/format.ts";
import { ticksOf } from "./ticks.ts";

const hourMs = 3_600_000;
const spans = { hour: hourMs, day: 24 * hourMs, week: 7 * 24 * hourMs } as const;
type Span = keyof typeof spans;

/** The server tells so many, and no further ones. */
const mostTold = 200;

/** The next due instants of all schedules on one line of time each. */
export function TimeLine(props: {
  readonly schedules: readonly ScheduleView[];
  readonly details: ReadonlyMap<string, ScheduleDetailView>;
  readonly now: number;
}): JSX.Element {
  const asked = useQueryValue("span");
  const span: Span = asked === "hour" || asked === "week" ? asked : "day";
  const from = props.now;
  const spanMs = spans[span];
  const lanes = props.schedules.map(({ id, title, next, state }) => {
    const due = props.details.get(id)?.nextDue ?? (next === null ? [] : [next]);
    const isPaused = state === "paused";
    return { id, title, dues: isPaused ? [] : due.filter((at) => Date.parse(at) - from < spanMs) };
  });
  return (
    <section class="card stack" aria-label={messages.schedules.timeline(messages.schedules.spanWords[span])}>
      <div class="row">
        <h2>{messages.schedules.timeline(messages.schedules.spanWords[span])}</h2>
        <span class="grow" />
        <SpanChoice span={span} />
      </div>
      <div class="time-line">
        <span />
        <Ticks from={from} spanMs={spanMs} />
        {lanes.map(({ id, title, dues }) => (
          <Lane key={id} title={title} dues={dues} from={from} spanMs={spanMs} />
        ))}
      </div>
    </section>
  );
}

function SpanChoice({ span }: { readonly span: Span }): JSX.Element {
  return (
    <fieldset class="segments">
      <legend class="hidden">{messages.schedules.span}</legend>
      {(Object.keys(spans) as readonly Span[]).map((one) => (
        <label key={one}>
          <input type="radio" name="span" checked={span === one} onChange={() => setQuery({ span: one })} />
          <span>{messages.schedules.spans[one]}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Ticks({ from, spanMs }: { readonly from: number; readonly spanMs: number }): JSX.Element {
  return (
    <div class="ticks" aria-hidden>
      {ticksOf(from, spanMs).map(({ at, text }) => (
        <span key={at} style={{ left: placeOf(at, from, spanMs) }}>
          {text}
        </span>
      ))}
    </div>
  );
}

function Lane(props: {
  readonly title: string;
  readonly dues: readonly string[];
  readonly from: number;
  readonly spanMs: number;
}): JSX.Element {
  const { title, dues, from, spanMs } = props;
  return (
    <>
      <span class="lane-title" title={title}>
        {title}
      </span>
      <ol class="lane" aria-label={title}>
        {dues.map((due) => {
          const text = messages.schedules.dueAt(title, formatTime(due));
          return (
            <li key={due} title={text} style={{ left: placeOf(Date.parse(due), from, spanMs) }}>
              <span class="hidden">{text}</span>
            </li>
          );
        })}
        {dues.length < mostTold ? null : (
          <li
            class="further"
            title={messages.schedules.further}
            style={{ left: placeOf(lastOf(dues), from, spanMs) }}
          >
            <span class="hidden">{messages.schedules.further}</span>
          </li>
        )}
        {dues.length === 0 ? <li class="none">{messages.schedules.nothingDue}</li> : null}
      </ol>
    </>
  );
}

function lastOf(dues: readonly string[]): number {
  return Date.parse(dues.at(-1) ?? "");
}

function placeOf(at: number, from: number, spanMs: number): string {
  return `${Math.max(0, ((at - from) / spanMs) * 100)}%`;
}
