import type { JSX } from "preact";
import type { JobView } from "../../../../src/server/api.ts";
import { type JobAction, doJobAction, isPossible, jobActions } from "../../api/job-actions.ts";
import { Link } from "../../app/link.tsx";
import { navigate } from "../../app/router.ts";
import { isView } from "../../app/views.ts";
import { messages } from "../../messages.ts";
import { confirm } from "../../widgets/confirm.tsx";
import { copyText } from "../../widgets/copy-button.tsx";
import { PhaseMark } from "../../widgets/phase-mark.tsx";
import { showToast } from "../../widgets/toast.tsx";
import { visibleText } from "../../widgets/visible-text.ts";
import { submitAddress } from "./submit-address.ts";

interface JobHeadProps {
  readonly job: JobView;
  readonly isDeleted: boolean;
}

/** What job it is, how it is, and what can be done with it. */
export function JobHead({ job, isDeleted }: JobHeadProps): JSX.Element {
  const { id, type, phase, runId, owner, retryOf } = job;
  return (
    <header class="job-head">
      <div class="row">
        <h1>
          <bdi>{visibleText(runId ?? type)}</bdi>
        </h1>
        {isDeleted ? null : <PhaseMark phase={phase} />}
        {runId === null ? null : <span class="quiet-text">{visibleText(type)}</span>}
        <button
          type="button"
          class="quiet mono"
          title={messages.job.copyId}
          onClick={() => void copyText(id)}
        >
          {id}
        </button>
        {owner === null ? null : <span class="quiet-text">{messages.job.ownedBy(visibleText(owner))}</span>}
        {retryOf === null ? null : (
          <Link to={`/job/${retryOf}`}>{messages.job.retryOf(retryOf.slice(0, 8))}</Link>
        )}
        <span class="grow" />
        {isDeleted ? <Deleted /> : <Actions job={job} />}
      </div>
    </header>
  );
}

function Deleted(): JSX.Element {
  return (
    <>
      <strong role="status">{messages.job.isDeleted}</strong>
      <Link to="/">{messages.toTheJobs}</Link>
    </>
  );
}

function Actions({ job }: { readonly job: JobView }): JSX.Element {
  const start = async (action: JobAction): Promise<void> => {
    const isFinal = action === "abort" || action === "delete";
    if (isFinal && !(await confirm(messages.job.question(action)))) return;
    try {
      const next = await doJobAction(job.id, action);
      showToast(messages.job.done[action]);
      if (next === null) navigate("/");
      else if (next.id !== job.id) navigate(`/job/${next.id}`);
    } catch (error) {
      showToast(error instanceof Error ? error.message : String(error), { isProblem: true });
    }
  };
  return (
    <div class="row" role="toolbar" aria-label={messages.job.actions}>
      {isView("submit") ? (
        <Link to={submitAddress(job)} class="button">
          {messages.job.again}
        </Link>
      ) : null}
      {jobActions
        .filter((action) => isPossible(action, job.phase))
        .map((action) => (
          <button
            key={action}
            type="button"
            class={action === "delete" ? "button danger" : "button"}
            onClick={() => void start(action)}
          >
            {messages.actions[action]}
          </button>
        ))}
    </div>
  );
}
