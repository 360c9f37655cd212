import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { messages } from "../../messages.ts";
import type { FieldProps, InputProps } from "./field-props.ts";
import { FileField } from "./file-field.tsx";
import { NodeSetField } from "./nodeset-field.tsx";
import { ValueInput } from "./value-input.tsx";
import { ValueList } from "./value-list.tsx";

/** A parameter in the form: its title, its input, what it is for, and what is wrong with it. */
export function Field(props: FieldProps): JSX.Element {
  const { spec, mistake } = props;
  const id = useId();
  const described = [
    ...(spec.description === null ? [] : [`${id}-hint`]),
    ...(mistake === null ? [] : [`${id}-mistake`]),
  ].join(" ");
  const input = { id, "aria-describedby": described || undefined, "aria-invalid": mistake !== null };
  return (
    <div class="field form-field" data-parameter={spec.name}>
      <div class="row">
        <label for={id}>{spec.title ?? spec.name}</label>
        {spec.title === null ? null : <code class="quiet-text">{spec.name}</code>}
        {spec.required ? <span class="hint">{messages.submit.required}</span> : null}
      </div>
      <AnyInput {...props} input={input} />
      {mistake === null ? null : (
        <p class="problem" id={`${id}-mistake`}>
          {mistake}
        </p>
      )}
      {spec.description === null ? null : (
        <p class="hint" id={`${id}-hint`}>
          {spec.description}
        </p>
      )}
    </div>
  );
}

function AnyInput(props: FieldProps & { readonly input: InputProps }): JSX.Element {
  const { spec, texts, input, onTexts } = props;
  if (spec.kind === "file") return <FileField {...props} />;
  if (spec.kind === "nodeset" && !spec.multiple)
    return (
      <NodeSetField spec={spec} text={texts[0] ?? ""} input={input} onText={(text) => onTexts([text])} />
    );
  if (spec.multiple) return <ValueList {...props} />;
  return <ValueInput spec={spec} text={texts[0] ?? ""} input={input} onText={(text) => onTexts([text])} />;
}
