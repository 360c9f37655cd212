import type { JSX } from "preact";
import type { JobView, ResultView } from "../../../../src/server/api.ts";
import { jobPath } from "../../api/addresses.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { useJob } from "../../api/use-job.ts";
import { Link } from "../../app/link.tsx";
import { navigate, useQueryValue } from "../../app/router.ts";
import type { ViewProps } from "../../app/views.ts";
import { messages } from "../../messages.ts";
import { EmptyState } from "../../widgets/empty-state.tsx";
import { formatCount } from "../../widgets/format.ts";
import { type Tab, Tabs } from "../../widgets/tabs.tsx";
import { AgendaPlace } from "./agenda-place.tsx";
import { JobHead } from "./job-head.tsx";
import { OutputTab } from "./output-tab.tsx";
import { OverviewTab } from "./overview-tab.tsx";
import { ResultsTab } from "./results-tab.tsx";

/** One job. */
export function View({ id }: ViewProps): JSX.Element | null {
  const { job, problem, isDeleted } = useJob(id ?? "");
  if (job === null)
    return problem === null ? null : (
      <EmptyState title={problem.message}>
        <Link to="/">{messages.toTheJobs}</Link>
      </EmptyState>
    );
  return <Known job={job} isDeleted={isDeleted} />;
}

function Known({ job, isDeleted }: { readonly job: JobView; readonly isDeleted: boolean }): JSX.Element {
  const { answer } = useAnswer<{ readonly results: readonly ResultView[] }>(
    jobPath(job.id, "/results"),
    resultsVersion(job),
  );
  const results = answer?.results ?? [];
  const tabs = tabsOf(job, results.length);
  const asked = useQueryValue("tab");
  const chosen = tabs.find(({ key }) => key === asked)?.key ?? "overview";
  return (
    <div class="job">
      <JobHead job={job} isDeleted={isDeleted} />
      <Tabs
        label={messages.job.tabs}
        tabs={tabs}
        chosen={chosen}
        onChoose={(key) => navigate(`/job/${job.id}${key === "overview" ? "" : `?tab=${key}`}`)}
      />
      <div id="tab-panel" class="tab-panel" role="tabpanel" aria-labelledby={`tab-${chosen}`}>
        {chosen === "overview" ? <OverviewTab job={job} results={results} /> : null}
        {chosen === "output" ? <OutputTab job={job} /> : null}
        {chosen === "agenda" ? <AgendaPlace job={job} /> : null}
        {chosen === "results" ? <ResultsTab job={job} results={results} /> : null}
      </div>
    </div>
  );
}

function tabsOf({ items }: JobView, results: number): readonly Tab[] {
  const total = Object.values(items).reduce((sum, count) => sum + count, 0);
  return [
    { key: "overview", title: messages.job.overview },
    { key: "output", title: messages.job.output },
    ...(total > 1 ? [{ key: "agenda", title: messages.job.agenda(formatCount(total)) }] : []),
    { key: "results", title: messages.job.resultsTab(results) },
  ];
}

/** Results come with the ends of items. */
function resultsVersion({ items, phase }: JobView): string {
  return `${phase} ${items.complete} ${items.failed}`;
}
