import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { GatheredItemsView, OutputGroupView } from "../../../../src/server/api.ts";
import { jobPath, queryText } from "../../api/addresses.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { messages } from "../../messages.ts";
import { formatCount } from "../../widgets/format.ts";
import { GroupComparison } from "./group-comparison.tsx";
import { Names } from "./names-text.tsx";
import { plainText } from "./plain-text.ts";

type Stream = "stdout" | "stderr";

/** What the items of a job wrote, equal outputs once with the names of their items: it grows as they end. */
export function Gathered({ job, version }: { readonly job: string; readonly version: unknown }): JSX.Element {
  const [stream, setStream] = useState<Stream>("stdout");
  const [compared, setCompared] = useState<readonly string[]>([]);
  const path = jobPath(job, `/items/gathered${queryText({ stream })}`);
  const { answer, problem } = useAnswer<GatheredItemsView>(path, version);
  const groups = answer?.groups ?? [];
  const chosen = compared.flatMap((key) => groups.find((group) => keyOf(group) === key) ?? []);
  const [first, second] = chosen;
  const toggle = (key: string): void =>
    setCompared((old) => (old.includes(key) ? old.filter((one) => one !== key) : [...old.slice(-1), key]));
  return (
    <section class="stack" aria-label={messages.agenda.gathered}>
      <div class="row">
        <h2>{messages.agenda.gathered}</h2>
        <span class="grow" />
        <StreamChoice stream={stream} onChoose={setStream} />
      </div>
      {problem === null ? null : <p class="problem">{problem}</p>}
      {answer === undefined ? null : <Told answer={answer} />}
      {first !== undefined && second !== undefined ? (
        <GroupComparison first={first} second={second} onClose={() => setCompared([])} />
      ) : null}
      {groups.map((group) => (
        <OutputGroup
          key={keyOf(group)}
          group={group}
          isCompared={compared.includes(keyOf(group))}
          onCompare={groups.length > 1 ? () => toggle(keyOf(group)) : null}
        />
      ))}
    </section>
  );
}

function StreamChoice(props: {
  readonly stream: Stream;
  readonly onChoose: (stream: Stream) => void;
}): JSX.Element {
  return (
    <fieldset class="segments">
      <legend class="hidden">{messages.agenda.whichStream}</legend>
      {(["stdout", "stderr"] as const).map((stream) => (
        <label key={stream}>
          <input
            type="radio"
            name="gathered-stream"
            checked={props.stream === stream}
            onChange={() => props.onChoose(stream)}
          />
          <span>{messages.agenda.streams[stream]}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** How much of it all this is. */
function Told({ answer }: { readonly answer: GatheredItemsView }): JSX.Element {
  const { groups, moreGroups, silent, read, isWhole } = answer;
  return (
    <p class="hint" role="status">
      {messages.agenda.gatheredOf(formatCount(groups.length + moreGroups), formatCount(read))}
      {isWhole ? "" : ` ${messages.agenda.notAllRead}`}
      {moreGroups === 0 ? "" : ` ${messages.agenda.groupsLeftOut(formatCount(moreGroups))}`}
      {silent.count === 0 ? null : (
        <>
          {" "}
          {messages.agenda.silent} <Names of={silent} />
        </>
      )}
    </p>
  );
}

function OutputGroup(props: {
  readonly group: OutputGroupView;
  readonly isCompared: boolean;
  readonly onCompare: (() => void) | null;
}): JSX.Element {
  const { group, isCompared, onCompare } = props;
  const isFailed = group.exitStatus !== 0;
  return (
    <article class="output-group" data-phase={isFailed ? "failed" : "complete"}>
      <header class="row">
        <h3>
          <Names of={group} /> <span class="count">({formatCount(group.count)})</span>
        </h3>
        {isFailed ? <span class="problem">{messages.agenda.exited(group.exitStatus)}</span> : null}
        <span class="grow" />
        {onCompare === null ? null : (
          <button type="button" class="button small" aria-pressed={isCompared} onClick={onCompare}>
            {messages.agenda.compare}
          </button>
        )}
      </header>
      <pre class="sunken" tabIndex={0} aria-label={messages.agenda.outputOf(group.names)}>
        {plainText(group.text)}
      </pre>
      {group.isCut ? <p class="hint">{messages.agenda.cut}</p> : null}
    </article>
  );
}

/** A group has no name of its own; the first of its items may move to another while the job runs. */
function keyOf({ text, exitStatus }: OutputGroupView): string {
  return `${exitStatus} ${text}`;
}
