import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { messages } from "../../messages.ts";
import type { Mistakes, RunOptions as Options } from "./form-values.ts";

const fields = [
  ["runId", messages.submit.runId, messages.submit.runIdHint],
  ["priority", messages.submit.priority, messages.submit.priorityHint],
  ["executionDurationSeconds", messages.submit.duration, messages.submit.durationHint],
] as const;

/** What a job may be given beside its parameters. */
export function RunOptions(props: {
  readonly options: Options;
  readonly mistakes: Mistakes;
  readonly onChange: (options: Options) => void;
}): JSX.Element {
  const { options, mistakes, onChange } = props;
  const isUsed = Object.values(options).some((text) => text !== "");
  const id = useId();
  return (
    <details class="run-options" open={isUsed || undefined}>
      <summary>{messages.submit.more}</summary>
      <div class="stack">
        {fields.map(([name, title, hint]) => {
          const mistake = mistakes.get(`job.${name}`);
          return (
            <div key={name} class="field form-field">
              <label for={`${id}-${name}`}>{title}</label>
              <input
                id={`${id}-${name}`}
                value={options[name]}
                class={name === "runId" ? "" : "short"}
                maxLength={64}
                autocomplete="off"
                spellcheck={false}
                aria-invalid={mistake !== undefined}
                aria-describedby={`${id}-${name}-hint`}
                onInput={(event) => onChange({ ...options, [name]: event.currentTarget.value })}
              />
              <p id={`${id}-${name}-hint`} class={mistake === undefined ? "hint" : "problem"}>
                {mistake ?? hint}
              </p>
            </div>
          );
        })}
      </div>
    </details>
  );
}
