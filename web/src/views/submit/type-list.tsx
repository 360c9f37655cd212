import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { TypeView } from "../../../../src/server/api.ts";
import { Link } from "../../app/link.tsx";
import { messages } from "../../messages.ts";
import { EmptyState } from "../../widgets/empty-state.tsx";

/** More than this are worth a search. */
const fewTypes = 8;

/** The job types to choose from. */
export function TypeList({ types }: { readonly types: readonly TypeView[] }): JSX.Element {
  const [text, setText] = useState("");
  if (types.length === 0)
    return (
      <EmptyState title={messages.submit.noTypes}>
        <p>{messages.submit.noTypesHint}</p>
      </EmptyState>
    );
  const words = text.toLowerCase();
  const found = types.filter(({ name, title }) => `${name} ${title ?? ""}`.toLowerCase().includes(words));
  return (
    <div class="view stack">
      <h1>{messages.submit.title}</h1>
      <p class="hint">{messages.submit.choose}</p>
      {types.length > fewTypes ? (
        <input
          type="search"
          class="find"
          aria-label={messages.submit.find}
          placeholder={messages.submit.find}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      ) : null}
      <ul class="plain type-list">
        {found.map((type) => (
          <li key={type.name}>
            <TypeCard type={type} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function TypeCard({ type }: { readonly type: TypeView }): JSX.Element {
  const { name, title, description, runner, held } = type;
  return (
    <Link to={`/submit/${encodeURIComponent(name)}`} class="type-card card">
      <h2>{title ?? name}</h2>
      <p class="hint">
        <code>{name}</code> · {messages.submit.runners[runner] ?? runner}
      </p>
      {description === null ? null : <p>{description}</p>}
      {held ? <p class="warning">{messages.submit.held}</p> : null}
    </Link>
  );
}
