import type { JSX } from "preact";
import type { JobView } from "../../../../src/server/api.ts";
import { messages } from "../../messages.ts";
import { formatAge, formatDuration, formatTime } from "../../widgets/format.ts";
import { PhaseMark } from "../../widgets/phase-mark.tsx";
import { useNow } from "../../widgets/use-now.ts";

interface Step {
  readonly name: string;
  readonly at: string | null;
  /** How long until the next step, and what it was for. */
  readonly lasted?: string;
}

/** When a job was created, queued, started and ended, how long each took, and why it waits. */
export function Timeline({ job }: { readonly job: JobView }): JSX.Element {
  const now = useNow(1000);
  return (
    <div class="stack">
      <ol class="timeline">
        {stepsOf(job, now).map(({ name, at, lasted }) => (
          <li key={name} data-done={at !== null}>
            <span>{name}</span>
            {at === null ? (
              <span class="quiet-text">–</span>
            ) : (
              <time dateTime={at} title={formatTime(at)}>
                {formatTime(at)}
              </time>
            )}
            <span class="quiet-text">{lasted ?? ""}</span>
          </li>
        ))}
      </ol>
      {job.waitsFor === null ? null : (
        <p class="why" role="status">
          <PhaseMark phase={job.phase} bare /> {messages.job.waitsFor(job.waitsFor)}
        </p>
      )}
      {job.destructionAt === null ? null : (
        <p class="quiet-text">
          {messages.job.destruction(formatTime(job.destructionAt), Date.parse(job.destructionAt) < now)}
        </p>
      )}
    </div>
  );
}

function stepsOf(job: JobView, now: number): readonly Step[] {
  const { createdAt, queuedAt, startedAt, endedAt } = job;
  const text = messages.job.timeline;
  const ended = job.endedAt === null ? text.ended : messages.phases[job.phase];
  return [
    { name: text.created, at: createdAt, lasted: formatAge(createdAt, now) },
    { name: text.queued, at: queuedAt, ...between(queuedAt, startedAt ?? endedAt, now, text.waited) },
    { name: text.started, at: startedAt, ...between(startedAt, endedAt, now, text.ran) },
    { name: ended, at: endedAt },
  ];
}

function between(
  from: string | null,
  to: string | null,
  now: number,
  say: (duration: string, isOver: boolean) => string,
): Pick<Step, "lasted"> {
  if (from === null) return {};
  const ms = (to === null ? now : Date.parse(to)) - Date.parse(from);
  return { lasted: say(formatDuration(ms), to !== null) };
}
