import type { JSX } from "preact";
import type { NodeGroupView } from "../../../../src/server/api.ts";
import { messages } from "../../messages.ts";
import { formatCount } from "../../widgets/format.ts";

/** Groups with their nodes; each can be taken for the node set. */
export function GroupTable(props: {
  readonly groups: readonly NodeGroupView[];
  readonly moreGroups: number;
  readonly onUse: (expression: string) => void;
}): JSX.Element {
  const { groups, moreGroups, onUse } = props;
  return (
    <>
      <div class="plain-table-place">
        <table class="plain-table">
          <thead>
            <tr>
              <th scope="col">{messages.nodes.group}</th>
              <th scope="col" class="numeric">
                {messages.nodes.groupCount}
              </th>
              <th scope="col">{messages.nodes.groupNodes}</th>
            </tr>
          </thead>
          <tbody>
            {groups.map(({ name, count, nodes }) => (
              <tr key={name}>
                <td>
                  <button
                    type="button"
                    class="quiet mono"
                    title={messages.nodes.use(name)}
                    onClick={() => onUse(name)}
                  >
                    {name}
                  </button>
                </td>
                <td class="numeric">{formatCount(count)}</td>
                <td>
                  <code class="names">{nodes}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {moreGroups === 0 ? null : <p class="hint">{messages.nodes.moreGroups(formatCount(moreGroups))}</p>}
    </>
  );
}
