import type { JSX } from "preact";
import type { AttemptView, ItemView, JobView } from "../../../../src/server/api.ts";
import { jobPath } from "../../api/addresses.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { useChanges } from "../../api/use-changes.ts";
import { Link } from "../../app/link.tsx";
import { messages } from "../../messages.ts";
import { formatCount, formatDuration } from "../../widgets/format.ts";
import { PhaseMark } from "../../widgets/phase-mark.tsx";
import { useNow } from "../../widgets/use-now.ts";
import { visibleText } from "../../widgets/visible-text.ts";
import { countItems } from "../agenda/time-left.ts";

const readEveryMs = 1000;

/** A job with its live interpreters, one line each. */
export function InterpreterJob({ job }: { readonly job: JobView }): JSX.Element {
  const version = useChanges((event) => event.job === job.id, job.id, readEveryMs);
  const attempts = useAnswer<{ readonly attempts: readonly AttemptView[] }>(
    jobPath(job.id, "/attempts"),
    version,
  );
  const running = useAnswer<{ readonly items: readonly ItemView[] }>(
    jobPath(job.id, "/items?phase=running&limit=1000"),
    version,
  );
  const { all, ended } = countItems(job);
  const live = attempts.answer?.attempts.filter(({ phase }) => phase !== "ended") ?? [];
  const problem = attempts.problem ?? running.problem;
  const to = `/job/${encodeURIComponent(job.id)}`;
  return (
    <section class="card stack" aria-label={`${job.type} ${job.id}`}>
      <header class="row">
        <h2>
          <Link to={`${to}?tab=agenda`}>{visibleText(job.runId ?? job.type)}</Link>
        </h2>
        <PhaseMark phase={job.phase} />
        <span class="hint">{messages.interpreters.instances(live.length)}</span>
        <span class="grow" />
        <progress value={ended} max={Math.max(1, all)} aria-label={messages.agenda.progress} />
        <span>{messages.agenda.ended(formatCount(ended), formatCount(all))}</span>
      </header>
      {problem === null ? null : <p class="problem">{problem}</p>}
      <Instances live={live} items={running.answer?.items ?? []} to={to} />
    </section>
  );
}

function Instances(props: {
  readonly live: readonly AttemptView[];
  readonly items: readonly ItemView[];
  readonly to: string;
}): JSX.Element {
  const now = useNow(1000);
  const { instance, doing, progress, since, running, process } = messages.interpreters;
  return (
    <div class="plain-table-place">
      <table class="plain-table">
        <thead>
          <tr>
            {[instance, doing, progress, since, running, process].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.live
            .toSorted((a, b) => a.instance - b.instance)
            .map((attempt) => {
              const item = props.items.find((one) => one.attempt === attempt.id);
              return <Instance key={attempt.id} attempt={attempt} item={item} now={now} to={props.to} />;
            })}
        </tbody>
      </table>
    </div>
  );
}

function Instance(props: {
  readonly attempt: AttemptView;
  readonly item: ItemView | undefined;
  readonly now: number;
  readonly to: string;
}): JSX.Element {
  const { attempt, item, now, to } = props;
  const ago = (at: string | null | undefined): string =>
    at == null ? "" : formatDuration(now - Date.parse(at));
  return (
    <tr>
      <td>{attempt.instance + 1}</td>
      <td>
        {item === undefined ? (
          <span class="hint">{idleText(attempt)}</span>
        ) : (
          <Link to={`${to}?tab=agenda&item=${item.index}`}>{visibleText(item.name) || `#${item.index}`}</Link>
        )}
      </td>
      <td>
        {item?.progress == null ? null : (
          <progress value={item.progress} max={1} aria-label={messages.interpreters.progress} />
        )}
      </td>
      <td>{ago(item?.startedAt)}</td>
      <td>{ago(attempt.startedAt)}</td>
      <td>
        {attempt.agent}
        {attempt.pid === null ? "" : `, ${attempt.pid}`}
      </td>
    </tr>
  );
}

function idleText({ phase, startedAt }: AttemptView): string {
  if (phase === "ending") return messages.interpreters.ending;
  return startedAt === null ? messages.interpreters.starting : messages.interpreters.between;
}
