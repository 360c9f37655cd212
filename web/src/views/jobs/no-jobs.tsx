import type { JSX } from "preact";
import { Link } from "../../app/link.tsx";
import { navigate } from "../../app/router.ts";
import { messages } from "../../messages.ts";
import { CopyButton } from "../../widgets/copy-button.tsx";
import { EmptyState } from "../../widgets/empty-state.tsx";
import { type JobFilter, isNarrow } from "./filter.ts";

interface NoJobsProps {
  readonly filter: JobFilter;
  readonly problem: string | null;
  readonly isLoading: boolean;
}

/** In place of the list: why it is empty, and what to do. */
export function NoJobs({ filter, problem, isLoading }: NoJobsProps): JSX.Element {
  if (problem !== null) return <EmptyState title={problem} />;
  if (isLoading) return <EmptyState title={messages.jobs.stillLooking} />;
  if (isNarrow(filter))
    return (
      <EmptyState title={messages.jobs.noneMatch}>
        <button type="button" class="button" onClick={() => navigate("/")}>
          {messages.jobs.showAll}
        </button>
      </EmptyState>
    );
  const command = `runyard types --server ${location.origin}`;
  return (
    <EmptyState title={messages.jobs.none}>
      <p>{messages.jobs.noneHint}</p>
      <p class="row">
        <Link to="/submit" class="button primary">
          {messages.jobs.submitFirst}
        </Link>
      </p>
      <p class="row">
        <code>{command}</code> <CopyButton text={command} />
      </p>
    </EmptyState>
  );
}
