import type { JSX } from "preact";
import type { NodeGroupView } from "../../../../src/server/api.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { messages } from "../../messages.ts";
import { GroupTable } from "./group-table.tsx";

interface FoundGroups {
  readonly groups: readonly NodeGroupView[];
  readonly moreGroups: number;
}

/** The groups of the site: where one has begun to type, those that are meant. */
export function SiteGroups(props: {
  readonly expression: string;
  readonly onUse: (expression: string) => void;
}): JSX.Element | null {
  const { answer, problem } = useAnswer<FoundGroups>("/api/v1/nodesets/groups");
  const begun = /@([\w:.-]*)$/.exec(props.expression.trim())?.[1] ?? "";
  if (answer === undefined) return problem === null ? null : <p class="problem">{problem}</p>;
  const groups = answer.groups.filter(({ name }) => name.slice(1).startsWith(begun));
  return (
    <section class="stack" aria-label={messages.nodes.siteGroups}>
      <h2>{messages.nodes.siteGroups}</h2>
      {answer.groups.length === 0 ? (
        <p class="hint">
          {messages.nodes.noGroups}. {messages.nodes.noGroupsHint}
        </p>
      ) : (
        <GroupTable groups={groups} moreGroups={answer.moreGroups} onUse={props.onUse} />
      )}
    </section>
  );
}
