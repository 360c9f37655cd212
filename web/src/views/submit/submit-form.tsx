import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { JobView, TypeView } from "../../../../src/server/api.ts";
import { outsideAddress } from "../../api/addresses.ts";
import { copyText } from "../../widgets/copy-button.tsx";
import { Field } from "./field.tsx";
import { type FormValues, type Mistakes, findMistakes, initialValues, linkQuery } from "./form-values.ts";
import { RunOptions } from "./run-options.tsx";
import { SendBar } from "./send-bar.tsx";
import { useSending } from "./use-sending.ts";

interface SubmitFormProps {
  readonly type: TypeView;
  /** What a link fills it with. */
  readonly query: URLSearchParams;
  /** Parameters that are given elsewhere, and not shown. */
  readonly given?: Readonly<Record<string, string>>;
  readonly onDone: (job: JobView) => void;
}

/** A form of a job type's parameters, checked as the server checks them. */
export function SubmitForm({ type, query, given = {}, onDone }: SubmitFormProps): JSX.Element {
  const [typed, setTyped] = useState<FormValues>(() => initialValues(type, query));
  const [isTried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const values = withGiven(typed, given);
  const shown = type.parameters.filter(({ name }) => !Object.hasOwn(given, name));
  const sending = useSending({ ...type, parameters: shown }, values, onDone);
  const mistakes = allMistakes(isTried ? findMistakes(type, values) : new Map(), sending.refused);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setTried(true);
    const isRun = (event.submitter as HTMLButtonElement | null)?.value !== "create";
    const found = findMistakes(type, values);
    if (found.size === 0) void sending.send(isRun);
    else focusOn(form.current, [...found.keys()]);
  };
  const change = (part: Partial<FormValues>): void => {
    setTyped({ ...typed, ...part });
    sending.forget();
  };
  return (
    <form ref={form} class="submit-form stack" noValidate onSubmit={submit}>
      {shown.map((spec) => (
        <Field
          key={spec.name}
          spec={spec}
          texts={typed.texts[spec.name] ?? []}
          files={typed.files[spec.name] ?? []}
          mistake={mistakes.get(spec.name) ?? null}
          onTexts={(texts) => change({ texts: { ...typed.texts, [spec.name]: texts } })}
          onFiles={(files) => change({ files: { ...typed.files, [spec.name]: files } })}
        />
      ))}
      <RunOptions options={typed.options} mistakes={mistakes} onChange={(options) => change({ options })} />
      <SendBar
        sending={sending}
        mistakes={mistakes.size}
        onCopyLink={() =>
          void copyText(outsideAddress(`/submit/${encodeURIComponent(type.name)}${linkQuery(type, values)}`))
        }
      />
    </form>
  );
}

function withGiven(values: FormValues, given: Readonly<Record<string, string>>): FormValues {
  const texts = Object.entries(given).map(([name, text]) => [name, [text]] as const);
  return { ...values, texts: { ...values.texts, ...Object.fromEntries(texts) } };
}

function allMistakes(own: Mistakes, refused: Mistakes): Mistakes {
  return new Map([...refused, ...own]);
}

/** Brings whoever submits to the first mistake. */
function focusOn(form: HTMLFormElement | null, names: readonly string[]): void {
  const fields = [...(form?.querySelectorAll<HTMLElement>("[data-parameter]") ?? [])];
  const first = fields.find(({ dataset }) => names.includes(dataset["parameter"] ?? ""));
  first?.querySelector<HTMLElement>("input, select")?.focus();
}
