import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { JobView } from "../../../../src/server/api.ts";
import { useChanges } from "../../api/use-changes.ts";
import { useJob } from "../../api/use-job.ts";
import { useResults } from "../../api/use-results.ts";
import { Link } from "../../app/link.tsx";
import { navigate, useQueryValue } from "../../app/router.ts";
import type { ViewProps } from "../../app/views.ts";
import { messages } from "../../messages.ts";
import { EmptyState } from "../../widgets/empty-state.tsx";
import { formatCount } from "../../widgets/format.ts";
import { type Tab, Tabs } from "../../widgets/tabs.tsx";
import { visibleText } from "../../widgets/visible-text.ts";
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
  useEffect(() => {
    document.title = messages.job.title(visibleText(job.runId ?? job.type), messages.phases[job.phase]);
  }, [job.runId, job.type, job.phase]);
  const changes = useChanges(({ job: of }) => of === job.id, job.id, pauseFor(job));
  const version = `${job.phase} ${changes}`;
  const results = useResults(job.id, version);
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
        {chosen === "overview" ? <OverviewTab job={job} results={results} version={version} /> : null}
        {chosen === "output" ? <OutputTab job={job} /> : null}
        {chosen === "agenda" ? <AgendaPlace job={job} /> : null}
        {chosen === "results" ? <ResultsTab job={job} results={results} /> : null}
      </div>
    </div>
  );
}

function tabsOf({ hasAgenda, items }: JobView, results: number): readonly Tab[] {
  const total = formatCount(totalOf(items));
  return [
    { key: "overview", title: messages.job.overview },
    { key: "output", title: messages.job.output },
    ...(hasAgenda ? [{ key: "agenda", title: messages.job.agenda(total) }] : []),
    { key: "results", title: messages.job.resultsTab(results) },
  ];
}

/** What many items leave is read more rarely than what one does. */
function pauseFor({ items }: JobView): number {
  return totalOf(items) > 20 ? 3000 : 300;
}

function totalOf(items: JobView["items"]): number {
  return Object.values(items).reduce((sum, count) => sum + count, 0);
}
