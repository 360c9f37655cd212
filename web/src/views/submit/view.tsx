import type { JSX } from "preact";
import type { TypeView } from "../../../../src/server/api.ts";
import { useTypes } from "../../api/use-types.ts";
import { Link } from "../../app/link.tsx";
import { navigate } from "../../app/router.ts";
import type { ViewProps } from "../../app/views.ts";
import { messages } from "../../messages.ts";
import { EmptyState } from "../../widgets/empty-state.tsx";
import { showToast } from "../../widgets/toast.tsx";
import { HoldButton } from "./hold-button.tsx";
import { SubmitForm } from "./submit-form.tsx";
import { TypeList } from "./type-list.tsx";

/** Where a job is made: the types to choose from, or the form of one. */
export function View({ place, id }: ViewProps): JSX.Element {
  const { answer, problem, again } = useTypes();
  if (problem !== null && answer === undefined) return <EmptyState title={problem} />;
  if (answer === undefined) return <></>;
  if (id === null) return <TypeList types={answer} />;
  const type = answer.find(({ name }) => name === id);
  if (type !== undefined) return <TypeForm key={id} type={type} query={place.query} onChanged={again} />;
  return (
    <EmptyState title={messages.submit.noSuchType(id)}>
      <Link to="/submit">{messages.submit.allTypes}</Link>
    </EmptyState>
  );
}

interface TypeFormProps {
  readonly type: TypeView;
  readonly query: URLSearchParams;
  readonly onChanged: () => void;
}

function TypeForm({ type, query, onChanged }: TypeFormProps): JSX.Element {
  return (
    <div class="view stack">
      <div class="row">
        <Link to="/submit">{messages.submit.allTypes}</Link>
        <span class="grow" />
        <HoldButton type={type} onChanged={onChanged} />
      </div>
      <header>
        <h1>{type.title ?? type.name}</h1>
        {type.description === null ? null : <p class="hint">{type.description}</p>}
        {type.held ? <p class="warning">{messages.submit.held}</p> : null}
      </header>
      <SubmitForm
        type={type}
        query={query}
        onDone={(job) => {
          showToast(messages.submit.done);
          navigate(`/job/${encodeURIComponent(job.id)}`);
        }}
      />
    </div>
  );
}
