import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { type JobAction, doJobAction, isPossible, jobActions } from "../../api/job-actions.ts";
import type { LiveJobs } from "../../api/live-jobs.ts";
import { messages } from "../../messages.ts";
import { confirm } from "../../widgets/confirm.tsx";
import { showToast } from "../../widgets/toast.tsx";

interface BulkBarProps {
  readonly live: LiveJobs;
  readonly selected: ReadonlySet<string>;
  readonly onDone: () => void;
}

/** What can be done with the jobs that are selected, each with how many of them. */
export function BulkBar({ live, selected, onDone }: BulkBarProps): JSX.Element | null {
  const [progress, setProgress] = useState<string | null>(null);
  if (selected.size === 0) return null;
  const start = async (action: JobAction): Promise<void> => {
    const ids = possibleIds(live, selected, action);
    if (!(await confirm(messages.jobs.question(action, ids.length)))) return;
    const problems = await doEach(live, ids, action, (done) =>
      setProgress(messages.jobs.doing(done, ids.length)),
    );
    setProgress(null);
    if (problems.length === 0) showToast(messages.jobs.done(action, ids.length));
    else showToast(messages.jobs.doneInPart(ids.length - problems.length, problems), { isProblem: true });
    onDone();
  };
  return (
    <div class="bulk-bar" role="toolbar" aria-label={messages.jobs.bulk}>
      <span aria-live="polite">{progress ?? messages.jobs.selected(selected.size)}</span>
      {jobActions.map((action) => {
        const { length } = possibleIds(live, selected, action);
        return length === 0 ? null : (
          <button
            key={action}
            type="button"
            class={action === "delete" ? "button danger" : "button"}
            disabled={progress !== null}
            onClick={() => void start(action)}
          >
            {messages.actions[action]} {length}
          </button>
        );
      })}
      <button type="button" class="quiet" onClick={onDone}>
        {messages.jobs.selectNone}
      </button>
    </div>
  );
}

function possibleIds(
  { rows }: LiveJobs,
  selected: ReadonlySet<string>,
  action: JobAction,
): readonly string[] {
  return [...selected].filter((id) => {
    const row = rows.get(id);
    return row !== undefined && isPossible(action, row.phase);
  });
}

const atOnce = 4;

/** @returns what was refused, each reason once */
async function doEach(
  live: LiveJobs,
  ids: readonly string[],
  action: JobAction,
  onProgress: (done: number) => void,
): Promise<readonly string[]> {
  const problems: string[] = [];
  const next = ids.values();
  let done = 0;
  const work = async (): Promise<void> => {
    for (const id of next) {
      try {
        const job = await doJobAction(id, action);
        if (job === null) live.remove(id);
        else live.put(job);
      } catch (error) {
        problems.push(error instanceof Error ? error.message : String(error));
      }
      onProgress(++done);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return problems;
}
