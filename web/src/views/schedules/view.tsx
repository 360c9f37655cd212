import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { ScheduleView } from "../../../../src/server/schedule-api.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { useChanges } from "../../api/use-changes.ts";
import { messages } from "../../messages.ts";
import { EmptyState } from "../../widgets/empty-state.tsx";
import { useNow } from "../../widgets/use-now.ts";
import { visibleText } from "../../widgets/visible-text.ts";
import { ScheduleCard } from "./schedule-card.tsx";
import { TimeLine } from "./time-line.tsx";
import { useDetails } from "./use-details.ts";

const readEveryMs = 1000;
/** A schedule that becomes due changes nothing that is heard of before its job is made. */
const readAnywayMs = 20_000;

/** What starts by itself: when it comes, how it went, and what can be done about it. */
export function View(): JSX.Element {
  const now = useNow(1000);
  const changes = useChanges(({ change }) => change.kind === "phase", "", readEveryMs);
  const version = `${changes} ${Math.floor(now / readAnywayMs)}`;
  const { answer, problem, again } = useAnswer<{ readonly schedules: readonly ScheduleView[] }>(
    "/api/v1/schedules",
    version,
  );
  const schedules = useMemo(
    () => (answer?.schedules ?? []).map((one) => ({ ...one, title: visibleText(one.title) })),
    [answer],
  );
  const details = useDetails(schedules);
  if (answer === undefined) return problem === null ? <></> : <EmptyState title={problem} />;
  if (schedules.length === 0) return <NoSchedules />;
  return (
    <div class="view stack">
      <h1>{messages.schedules.title}</h1>
      <TimeLine schedules={schedules} details={details} now={now} />
      <ul class="plain stack">
        {schedules.map((schedule) => (
          <li key={schedule.id}>
            <ScheduleCard schedule={schedule} detail={details.get(schedule.id)} now={now} onChanged={again} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function NoSchedules(): JSX.Element {
  return (
    <EmptyState title={messages.schedules.empty}>
      <p>{messages.schedules.emptyHint}</p>
      <pre class="sunken">{messages.schedules.example}</pre>
    </EmptyState>
  );
}
