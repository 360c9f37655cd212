import type { JSX } from "preact";
import type { FiringView, ScheduleDetailView } from "../../../../src/server/schedule-api.ts";
import { Link } from "../../app/link.tsx";
import { messages } from "../../messages.ts";
import { formatTime } from "../../widgets/format.ts";
import { PhaseMark } from "../../widgets/phase-mark.tsx";

const shown = 60;
/** What came to no job: a form of its own, for those who see no colours. */
const signs: Readonly<Partial<Record<FiringView["decision"], string>>> = {
  skipped: "–",
  missed: "?",
  refused: "!",
};

/** What became of each due instant, the newest last: a mark each, with its job behind it. */
export function FiringMarks({ detail }: { readonly detail: ScheduleDetailView | undefined }): JSX.Element {
  const firings = detail?.firings.slice(0, shown).toReversed() ?? [];
  return (
    <ol class="plain firings" aria-label={messages.schedules.history}>
      {firings.length === 0 ? (
        <li class="hint">{detail === undefined ? "\u00a0" : messages.schedules.noHistory}</li>
      ) : null}
      {firings.map((firing) => (
        <li key={firing.due}>
          <FiringMark firing={firing} />
        </li>
      ))}
    </ol>
  );
}

function FiringMark({ firing }: { readonly firing: FiringView }): JSX.Element {
  const { phase } = firing;
  const text = textOf(firing);
  const sign =
    phase === null ? (
      <span class="firing-sign" data-decision={firing.decision} aria-hidden>
        {signs[firing.decision] ?? "·"}
      </span>
    ) : (
      <PhaseMark phase={phase} bare />
    );
  const inside = (
    <>
      {sign}
      <span class="hidden">{text}</span>
    </>
  );
  if (firing.job === null || phase === null)
    return (
      <span class="firing" title={text}>
        {inside}
      </span>
    );
  return (
    <Link to={`/job/${encodeURIComponent(firing.job)}`} class="firing" title={text}>
      {inside}
    </Link>
  );
}

function textOf(firing: FiringView): string {
  const { due, decision, count, manual, late, reason, phase } = firing;
  const { decisions, times, ...words } = messages.schedules;
  const parts = [
    formatTime(due),
    decisions[decision],
    ...(phase === null ? [] : [messages.phases[phase].toLowerCase()]),
    ...(count > 1 ? [times(count)] : []),
    ...(manual ? [words.manual] : []),
    ...(late ? [words.late] : []),
  ];
  return reason === null ? parts.join(", ") : `${parts.join(", ")}: ${reason}`;
}
