import type { JSX } from "preact";
import type { ParameterView } from "../../../../src/server/api.ts";
import { messages } from "../../messages.ts";
import type { InputProps } from "./field-props.ts";
import { useNodeSet } from "./use-node-set.ts";
import { ValueInput } from "./value-input.tsx";

/** An input for a node set, which is counted while it is typed. */
export function NodeSetField(props: {
  readonly spec: ParameterView;
  readonly text: string;
  readonly input: InputProps;
  readonly onText: (text: string) => void;
}): JSX.Element {
  const { answer, problem } = useNodeSet(props.text, 0);
  return (
    <>
      <ValueInput {...props} />
      <p class={problem === null ? "hint folded-hint" : "problem"} role="status">
        {problem ?? (answer === undefined ? "\u00a0" : messages.submit.nodes(answer.count, answer.folded))}
      </p>
    </>
  );
}
