import type { JSX } from "preact";
import type { JobView, TypeView } from "../../../../src/server/api.ts";
import { queryText } from "../../api/addresses.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { useChanges } from "../../api/use-changes.ts";
import { useTypes } from "../../api/use-types.ts";
import { Link } from "../../app/link.tsx";
import { messages } from "../../messages.ts";
import { EmptyState } from "../../widgets/empty-state.tsx";
import { InterpreterJob } from "./interpreter-job.tsx";

const readEveryMs = 1000;
const mostShown = 100;

/** The live interpreters, and what each is doing. */
export function View(): JSX.Element {
  const { answer: types, problem } = useTypes();
  const live = types?.filter(({ runner }) => runner === "interpreter") ?? [];
  const names = live.map(({ name }) => name);
  const version = useChanges(({ type }) => names.includes(type), names.join(" "), readEveryMs);
  const query = queryText({ type: names, phase: ["EXECUTING", "SUSPENDED", "UNKNOWN"], limit: mostShown });
  const jobs = useAnswer<{ readonly jobs: readonly JobView[] }>(
    live.length === 0 ? null : `/api/v1/jobs${query}`,
    version,
  );
  const said = problem ?? jobs.problem;
  if (said !== null && jobs.answer === undefined) return <EmptyState title={said} />;
  if (types === undefined) return <></>;
  if (live.length > 0 && jobs.answer === undefined) return <></>;
  if ((jobs.answer?.jobs.length ?? 0) === 0) return <Nothing types={live} />;
  return (
    <div class="view stack">
      <h1>{messages.interpreters.title}</h1>
      {jobs.answer?.jobs.map((job) => (
        <InterpreterJob key={job.id} job={job} />
      ))}
    </div>
  );
}

function Nothing({ types }: { readonly types: readonly TypeView[] }): JSX.Element {
  return (
    <EmptyState title={messages.interpreters.empty}>
      <p>{types.length === 0 ? messages.interpreters.noTypes : messages.interpreters.emptyHint}</p>
      {types.map(({ name, title }) => (
        <Link key={name} to={`/submit/${encodeURIComponent(name)}`}>
          {title ?? name}
        </Link>
      ))}
    </EmptyState>
  );
}
