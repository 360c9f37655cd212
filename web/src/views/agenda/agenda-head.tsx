import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { JobView } from "../../../../src/server/api.ts";
import { doJobAction, isPossible } from "../../api/job-actions.ts";
import { navigate } from "../../app/router.ts";
import { messages } from "../../messages.ts";
import { formatCount, formatDuration } from "../../widgets/format.ts";
import { showToast } from "../../widgets/toast.tsx";
import { AppendItems } from "./append-items.tsx";
import type { ItemPhase } from "./item-phases.ts";
import { PhaseFilter } from "./phase-filter.tsx";
import { countItems, timeLeftMs } from "./time-left.ts";

/** How far the job is, how long it may take, and what of it can be done again. */
export function AgendaHead(props: {
  readonly job: JobView;
  readonly only: ItemPhase | null;
  readonly onChoose: (phase: ItemPhase | null) => void;
}): JSX.Element {
  const { job, only, onChoose } = props;
  const { all, ended } = countItems(job);
  const left = timeLeftMs(job, job.executedMs);
  return (
    <div class="stack">
      <div class="row">
        <PhaseFilter counts={job.items} only={only} onChoose={onChoose} />
        <span class="grow" />
        <AppendItems job={job} />
        <RetryItems job={job} />
      </div>
      <div class="row agenda-progress">
        <progress value={ended} max={Math.max(1, all)} aria-label={messages.agenda.progress} />
        <span>{messages.agenda.ended(formatCount(ended), formatCount(all))}</span>
        <span class="hint">{left === undefined ? "" : messages.agenda.timeLeft(formatDuration(left))}</span>
      </div>
    </div>
  );
}

/** Of a job that has ended: all that it has not done. */
function RetryItems({ job }: { readonly job: JobView }): JSX.Element | null {
  const [isBusy, setBusy] = useState(false);
  const { failed, complete } = job.items;
  const isEnded = isPossible("retry", job.phase);
  const count = isEnded ? countItems(job).all - complete : failed;
  if (count === 0) return null;
  const retry = async (): Promise<void> => {
    setBusy(true);
    try {
      const made = await doJobAction(job.id, "retry");
      showToast(messages.agenda.retried(formatCount(count)));
      if (made !== null) navigate(`/job/${encodeURIComponent(made.id)}?tab=agenda`);
    } catch (error) {
      showToast(error instanceof Error ? error.message : String(error), { isProblem: true });
    }
    setBusy(false);
  };
  return (
    <button
      type="button"
      class="button"
      disabled={!isEnded || isBusy}
      title={isEnded ? messages.agenda.retryHint : messages.agenda.retryLater}
      onClick={() => void retry()}
    >
      {messages.agenda.retry(formatCount(count))}
    </button>
  );
}
