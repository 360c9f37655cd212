import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { messages } from "../../messages.ts";
import { formatSize } from "../../widgets/format.ts";
import { visibleText } from "../../widgets/visible-text.ts";
import type { FieldProps, InputProps } from "./field-props.ts";

/** Where files are dropped or chosen. */
export function FileField({
  spec,
  files,
  input,
  onFiles,
}: FieldProps & { readonly input: InputProps }): JSX.Element {
  const [isOver, setOver] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const take = (list: FileList | null | undefined): void => {
    const given = [...(list ?? [])];
    if (given.length > 0) onFiles(spec.multiple ? [...files, ...given] : given);
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer?.files);
  };
  return (
    <div
      class={isOver ? "drop over" : "drop"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <FileNames files={files} onRemove={(index) => onFiles(files.toSpliced(index, 1))} />
      <div class="row">
        <span class="hint">{messages.submit.dropHere(spec.multiple)}</span>
        <input
          {...input}
          ref={chooser}
          class="hidden-input"
          type="file"
          multiple={spec.multiple}
          onChange={(event) => {
            take(event.currentTarget.files);
            event.currentTarget.value = "";
          }}
        />
        <span class="button small" aria-hidden onClick={() => chooser.current?.click()}>
          {messages.submit.chooseFile(spec.multiple)}
        </span>
      </div>
      {spec.default === null || files.length > 0 ? null : (
        <p class="hint">{messages.submit.defaultFile([spec.default].flat().map(String).join(", "))}</p>
      )}
    </div>
  );
}

function FileNames(props: {
  readonly files: readonly File[];
  readonly onRemove: (index: number) => void;
}): JSX.Element | null {
  if (props.files.length === 0) return null;
  return (
    <ul class="plain">
      {props.files.map((file, index) => (
        <li key={`${file.name} ${index}`} class="row">
          <span>{visibleText(file.name)}</span>
          <span class="hint">{formatSize(file.size)}</span>
          <button
            type="button"
            class="quiet"
            aria-label={messages.submit.removeFile(file.name)}
            onClick={() => props.onRemove(index)}
          >
            ×
          </button>
        </li>
      ))}
    </ul>
  );
}
