import type { JSX } from "preact";
import { messages } from "../../messages.ts";
import type { FieldProps, InputProps } from "./field-props.ts";
import { ValueInput } from "./value-input.tsx";

/** The inputs of a parameter that takes several values. */
export function ValueList(props: FieldProps & { readonly input: InputProps }): JSX.Element {
  const { spec, texts, input, onTexts } = props;
  if (spec.kind === "choice") return <Choices {...props} />;
  const title = spec.title ?? spec.name;
  const label = (index: number): InputProps | { readonly "aria-label": string } =>
    index === 0 ? input : { "aria-label": messages.submit.valueOf(title, index + 1) };
  return (
    <div class="value-list">
      {texts.map((text, index) => (
        <div class="row" key={index}>
          <ValueInput
            spec={spec}
            text={text}
            input={label(index)}
            onText={(next) => onTexts(texts.with(index, next))}
          />
          {texts.length < 2 ? null : (
            <button
              type="button"
              class="quiet"
              aria-label={messages.submit.removeValue(index + 1)}
              onClick={() => onTexts(texts.toSpliced(index, 1))}
            >
              ×
            </button>
          )}
        </div>
      ))}
      <button type="button" class="button small" onClick={() => onTexts([...texts, ""])}>
        {messages.submit.add}
      </button>
    </div>
  );
}

function Choices({ spec, texts, input, onTexts }: FieldProps & { readonly input: InputProps }): JSX.Element {
  const toggle = (choice: string): void =>
    onTexts(spec.choices.filter((one) => (one === choice ? !texts.includes(one) : texts.includes(one))));
  return (
    <div class="row" role="group" aria-label={spec.title ?? spec.name}>
      {spec.choices.map((choice, index) => (
        <label key={choice} class="row check">
          <input
            {...(index === 0 ? input : {})}
            type="checkbox"
            checked={texts.includes(choice)}
            onChange={() => toggle(choice)}
          />
          {choice}
        </label>
      ))}
    </div>
  );
}
