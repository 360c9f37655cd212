import type { JSX } from "preact";
import type { NodeSetView } from "../../../../src/server/api.ts";
import { messages } from "../../messages.ts";
import { CopyButton } from "../../widgets/copy-button.tsx";
import { formatCount } from "../../widgets/format.ts";
import { GroupTable } from "./group-table.tsx";
import { visibleText } from "../../widgets/visible-text.ts";

/** What a node set is: its count, its shortest text, its names, its groups. */
export function NodeSetAnswer(props: {
  readonly answer: NodeSetView;
  readonly onUse: (expression: string) => void;
}): JSX.Element {
  const { answer, onUse } = props;
  const { count, folded, names, groups, moreGroups, groupProblem } = answer;
  return (
    <section class="card stack" aria-label={messages.nodes.count(count)}>
      <h2>{messages.nodes.count(count)}</h2>
      {count === 0 ? null : (
        <div class="row">
          <code class="names">{visibleText(folded)}</code>
          <CopyButton text={folded} />
        </div>
      )}
      <details open={count <= 200 || undefined}>
        <summary>{messages.nodes.names}</summary>
        <ul class="plain node-names">
          {names.map((name) => (
            <li key={name}>{visibleText(name)}</li>
          ))}
        </ul>
        {count > names.length ? (
          <p class="hint">{messages.nodes.moreNames(formatCount(count - names.length))}</p>
        ) : null}
      </details>
      {groupProblem === null ? null : <p class="problem">{groupProblem}</p>}
      {groups.length === 0 ? null : (
        <>
          <h3>{messages.nodes.groups}</h3>
          <GroupTable groups={groups} moreGroups={moreGroups} onUse={onUse} />
        </>
      )}
    </section>
  );
}
