import type { JSX } from "preact";
import type { JobView, TypeView } from "../../../../src/server/api.ts";
import { useTypes } from "../../api/use-types.ts";
import { setQuery, useQueryValue } from "../../app/router.ts";
import { messages } from "../../messages.ts";
import { SubmitForm } from "../submit/submit-form.tsx";

/** Runs a job type on the nodes of an expression: the types that run commands on nodes are offered, nothing else. */
export function RunOnNodes(props: {
  readonly expression: string;
  readonly onRun: (job: JobView) => void;
}): JSX.Element | null {
  const { answer } = useTypes();
  const asked = useQueryValue("type");
  if (answer === undefined) return null;
  const types = answer.filter(({ runner }) => runner === "nodes");
  const type = types.find(({ name }) => name === asked) ?? types[0];
  return (
    <section class="card stack" aria-label={messages.nodes.runTitle}>
      <h2>{messages.nodes.runTitle}</h2>
      {type === undefined ? (
        <NoTypes />
      ) : (
        <>
          <label class="row">
            <span>{messages.nodes.runType}</span>
            <select value={type.name} onChange={(event) => setQuery({ type: event.currentTarget.value })}>
              {types.map(({ name, title }) => (
                <option key={name} value={name}>
                  {title ?? name}
                </option>
              ))}
            </select>
          </label>
          {type.description === null ? null : <p class="hint">{type.description}</p>}
          <TypeForm key={type.name} type={type} {...props} />
        </>
      )}
    </section>
  );
}

function TypeForm(props: {
  readonly type: TypeView;
  readonly expression: string;
  readonly onRun: (job: JobView) => void;
}): JSX.Element {
  const { type, expression, onRun } = props;
  const target = type.parameters.find(({ kind }) => kind === "nodeset");
  return (
    <>
      {target === undefined ? <p class="warning">{messages.nodes.fixedNodes}</p> : null}
      <SubmitForm
        type={type}
        query={new URLSearchParams()}
        given={target === undefined ? {} : { [target.name]: expression }}
        onDone={onRun}
      />
    </>
  );
}

function NoTypes(): JSX.Element {
  return (
    <>
      <p>{messages.nodes.noNodesTypes}</p>
      <p class="hint">{messages.nodes.noNodesTypesHint}</p>
      <pre class="sunken">{messages.nodes.example}</pre>
    </>
  );
}
