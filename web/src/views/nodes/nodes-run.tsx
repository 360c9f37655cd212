import type { JSX } from "preact";
import { useChanges } from "../../api/use-changes.ts";
import { useJob } from "../../api/use-job.ts";
import { Link } from "../../app/link.tsx";
import { messages } from "../../messages.ts";
import { formatCount } from "../../widgets/format.ts";
import { PhaseMark } from "../../widgets/phase-mark.tsx";
import { FoldedNames } from "../agenda/folded-names.tsx";
import { Gathered } from "../agenda/gathered.tsx";
import { countItems } from "../agenda/time-left.ts";
import { visibleLines } from "../../widgets/visible-text.ts";

const readEveryMs = 700;

/** A command that runs on nodes: how far it is, and what they wrote, the groups forming as they answer. */
export function NodesRun({
  id,
  onClose,
}: {
  readonly id: string;
  readonly onClose: () => void;
}): JSX.Element {
  const { job, problem } = useJob(id);
  const version = useChanges((event) => event.job === id, id, readEveryMs);
  if (job === null) return <p class={problem === null ? "hint" : "problem"}>{problem?.message ?? ""}</p>;
  const { all, ended } = countItems(job);
  return (
    <section class="card stack" aria-label={messages.nodes.ran}>
      <div class="row">
        <h2>{job.type}</h2>
        <PhaseMark phase={job.phase} />
        <Link to={`/job/${encodeURIComponent(id)}`}>{messages.nodes.toJob}</Link>
        <span class="grow" />
        <button type="button" class="button small" onClick={onClose}>
          {messages.nodes.closeRun}
        </button>
      </div>
      <div class="row agenda-progress">
        <progress value={ended} max={Math.max(1, all)} aria-label={messages.agenda.progress} />
        <span>{messages.agenda.ended(formatCount(ended), formatCount(all))}</span>
        <span class="hint">{job.waitsFor}</span>
      </div>
      {job.error === null ? null : <p class="problem">{visibleLines(job.error.message)}</p>}
      <FoldedNames job={id} version={version} />
      <Gathered job={id} version={version} />
    </section>
  );
}
