import type { JSX } from "preact";
import type { JobView } from "../../../../src/server/api.ts";
import { messages } from "../../messages.ts";
import { formatCount } from "../../widgets/format.ts";
import { PhaseMark } from "../../widgets/phase-mark.tsx";
import { type ItemPhase, itemPhases } from "./item-phases.ts";

/** How many items are in each phase: each is a button that shows these alone. */
export function PhaseFilter(props: {
  readonly counts: JobView["items"];
  readonly only: ItemPhase | null;
  readonly onChoose: (phase: ItemPhase | null) => void;
}): JSX.Element {
  const { counts, only, onChoose } = props;
  return (
    <div class="row phase-filter" role="group" aria-label={messages.agenda.filter}>
      {itemPhases.map((phase) => (
        <button
          key={phase}
          type="button"
          class="button small"
          aria-pressed={only === phase}
          disabled={counts[phase] === 0 && only !== phase}
          onClick={() => onChoose(only === phase ? null : phase)}
        >
          <PhaseMark phase={phase} />
          <span class="count">{formatCount(counts[phase])}</span>
        </button>
      ))}
    </div>
  );
}
