import type { JSX } from "preact";
import { setQuery, useQueryValue } from "../../app/router.ts";
import { messages } from "../../messages.ts";
import { useNodeSet } from "../submit/use-node-set.ts";
import { NodeSetAnswer } from "./node-set-answer.tsx";
import { NodesRun } from "./nodes-run.tsx";
import { RunOnNodes } from "./run-on-nodes.tsx";
import { SiteGroups } from "./site-groups.tsx";

/** How many names are listed. */
const shownNames = 1000;

/** A node set as it is read while it is typed, the groups of the site, and commands that run on its nodes. */
export function View(): JSX.Element {
  const expression = useQueryValue("set");
  const job = useQueryValue("job");
  const { answer, problem } = useNodeSet(expression, shownNames);
  const isEmpty = expression.trim() === "";
  return (
    <div class="view stack nodes-view">
      <h1>{messages.nodes.title}</h1>
      <label class="field">
        <span>{messages.nodes.expression}</span>
        <input
          class="mono expression"
          value={expression}
          placeholder={messages.nodes.expressionHint}
          autocomplete="off"
          spellcheck={false}
          aria-invalid={problem !== null}
          aria-describedby="node-set-told"
          onInput={(event) => setQuery({ set: event.currentTarget.value })}
        />
      </label>
      <p id="node-set-told" class={problem === null ? "hint" : "problem"} role="status">
        {problem ?? messages.nodes.operators}
      </p>
      {isEmpty || answer === undefined ? null : <NodeSetAnswer answer={answer} onUse={use} />}
      {job === "" ? null : <NodesRun id={job} onClose={() => setQuery({ job: null })} />}
      {isEmpty || job !== "" ? null : (
        <RunOnNodes expression={expression.trim()} onRun={({ id }) => setQuery({ job: id })} />
      )}
      <SiteGroups expression={expression} onUse={use} />
    </div>
  );
}

function use(expression: string): void {
  setQuery({ set: expression });
}
