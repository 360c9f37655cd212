import type { JSX } from "preact";
import type { ScheduleDetailView, ScheduleView } from "../../../../src/server/schedule-api.ts";
import { Link } from "../../app/link.tsx";
import { messages } from "../../messages.ts";
import { formatAge, formatDuration, formatTime } from "../../widgets/format.ts";
import { PhaseMark } from "../../widgets/phase-mark.tsx";
import { visibleLines } from "../../widgets/visible-text.ts";
import { FiringMarks } from "./firing-marks.tsx";
import { ScheduleActions } from "./schedule-actions.tsx";

/** One schedule: when it comes, how it went. */
export function ScheduleCard(props: {
  readonly schedule: ScheduleView;
  readonly detail: ScheduleDetailView | undefined;
  readonly now: number;
  readonly onChanged: () => void;
}): JSX.Element {
  const { schedule, detail, now, onChanged } = props;
  const { id, title, doc, deprecated, words, state, failures, skipped } = schedule;
  return (
    <article class="card stack schedule" aria-label={title}>
      <header class="row">
        <h2>{title}</h2>
        <span class="state" data-state={state}>
          {messages.schedules.states[state]}
        </span>
        {failures === 0 ? null : <span class="failures">{messages.schedules.failures(failures)}</span>}
        <span class="grow" />
        <ScheduleActions schedule={schedule} onChanged={onChanged} />
      </header>
      <p class="hint">
        {title === id ? "" : `${id} · `}
        {words}
      </p>
      {doc === null ? null : <p>{visibleLines(doc)}</p>}
      {deprecated === null ? null : <p class="warning">{deprecated}</p>}
      <dl class="facts">
        <div>
          <dt>{messages.schedules.next}</dt>
          <dd>{nextText(schedule, now)}</dd>
        </div>
        <div>
          <dt>{messages.schedules.last}</dt>
          <dd>
            <Last schedule={schedule} detail={detail} now={now} />
          </dd>
        </div>
      </dl>
      <FiringMarks detail={detail} />
      {skipped === 0 ? null : <p class="hint">{messages.schedules.skipped(skipped)}</p>}
    </article>
  );
}

function nextText({ next, state }: ScheduleView, now: number): string {
  if (state === "paused") return messages.schedules.notWhilePaused;
  if (next === null) return messages.schedules.notAgain;
  const ms = Date.parse(next) - now;
  const wait = ms < 1000 ? messages.schedules.now : messages.schedules.inTime(formatDuration(ms));
  return `${wait} (${formatTime(next)})`;
}

function Last(props: {
  readonly schedule: ScheduleView;
  readonly detail: ScheduleDetailView | undefined;
  readonly now: number;
}): JSX.Element {
  const { lastDue, lastJob, state } = props.schedule;
  // What somebody asked for was due when they asked, and is no due instant of the schedule.
  const firing = props.detail?.firings.find(({ job }) => job !== null && job === lastJob);
  // While one runs, the last phase is that of the one before it.
  const phase = state === "running" ? (firing?.phase ?? null) : props.schedule.lastPhase;
  const due = firing?.due ?? lastDue;
  if (due === null) return <>{messages.schedules.never}</>;
  const age = formatAge(due, props.now);
  return (
    <span class="row">
      {lastJob === null ? age : <Link to={`/job/${encodeURIComponent(lastJob)}`}>{age}</Link>}
      {phase === null ? null : <PhaseMark phase={phase} />}
    </span>
  );
}
