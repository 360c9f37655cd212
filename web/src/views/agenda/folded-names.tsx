import type { JSX } from "preact";
import type { ItemGroupView } from "../../../../src/server/api.ts";
import { jobPath } from "../../api/addresses.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { messages } from "../../messages.ts";
import { copyText } from "../../widgets/copy-button.tsx";
import { formatCount } from "../../widgets/format.ts";
import { PhaseMark } from "../../widgets/phase-mark.tsx";
import { Names, namesText } from "./names-text.tsx";

/** The names of a job's items by phase, as node sets. */
export function FoldedNames({
  job,
  version,
}: {
  readonly job: string;
  readonly version: unknown;
}): JSX.Element {
  const { answer, problem } = useAnswer<{ readonly groups: readonly ItemGroupView[] }>(
    jobPath(job, "/items/folded"),
    version,
  );
  if (problem !== null && answer === undefined) return <p class="problem">{problem}</p>;
  const groups = answer?.groups.filter(
    ({ names, others }) => names !== "" || others.some((name) => name !== ""),
  );
  return (
    <dl class="folded" aria-label={messages.agenda.folded}>
      {groups?.map((group) => (
        <div key={group.phase}>
          <dt>
            <PhaseMark phase={group.phase} />
            <span class="count">{formatCount(group.count)}</span>
          </dt>
          <dd>
            <Names of={group} />
            <button
              type="button"
              class="quiet"
              aria-label={messages.agenda.copyNames(messages.phases[group.phase])}
              onClick={() => void copyText(namesText(group))}
            >
              {messages.copy}
            </button>
          </dd>
        </div>
      ))}
    </dl>
  );
}
