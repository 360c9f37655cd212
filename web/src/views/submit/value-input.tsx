import type { JSX, TargetedInputEvent } from "preact";
import type { ParameterView } from "../../../../src/server/api.ts";
import { messages } from "../../messages.ts";
import type { InputProps } from "./field-props.ts";

interface ValueInputProps {
  readonly spec: ParameterView;
  readonly text: string;
  readonly input: InputProps | { readonly "aria-label": string };
  readonly onText: (text: string) => void;
}

/** The input for one value. */
export function ValueInput({ spec, text, input, onText }: ValueInputProps): JSX.Element {
  if (spec.kind === "choice" || spec.kind === "boolean")
    return (
      <select {...input} value={text} onChange={(event) => onText(event.currentTarget.value)}>
        {spec.required && text !== "" ? null : <option value="">{emptyOption(spec)}</option>}
        {optionsOf(spec).map(([value, title]) => (
          <option key={value} value={value}>
            {title}
          </option>
        ))}
      </select>
    );
  const shared = {
    ...input,
    spellcheck: false,
    value: text,
    onInput: (event: TargetedInputEvent<HTMLInputElement>) => onText(event.currentTarget.value),
  };
  if (spec.kind === "secret") return <input {...shared} type="password" autocomplete="new-password" />;
  const isNumber = spec.kind === "integer" || spec.kind === "number";
  return <input {...shared} type="text" autocomplete="off" class={isNumber ? "short" : ""} />;
}

function optionsOf({ kind, choices }: ParameterView): readonly (readonly [string, string])[] {
  if (kind === "choice") return choices.map((choice) => [choice, choice]);
  return [
    ["true", messages.submit.yes],
    ["false", messages.submit.no],
  ];
}

function emptyOption({ default: value }: ParameterView): string {
  return value === null
    ? messages.submit.notGiven
    : `${messages.submit.notGiven} (${[value as unknown].flat().map(String).join(", ")})`;
}
