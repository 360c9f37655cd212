import type { JSX } from "preact";
import type { AttemptView, JobView, ResultView } from "../../../../src/server/api.ts";
import { jobPath, outsideAddress } from "../../api/addresses.ts";
import { loginState } from "../../api/login.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { useStore } from "../../api/use-store.ts";
import { setQuery } from "../../app/router.ts";
import { messages } from "../../messages.ts";
import { CopyButton } from "../../widgets/copy-button.tsx";
import { visibleLines, visibleText } from "../../widgets/visible-text.ts";
import { Attempts } from "./attempts.tsx";
import { commandTexts } from "./command-texts.ts";
import { Parameters } from "./parameters.tsx";
import { kindOf } from "./results/result-kind.ts";
import { ResultPreview } from "./results/result-preview.tsx";
import { Timeline } from "./timeline.tsx";

interface OverviewTabProps {
  readonly job: JobView;
  readonly results: readonly ResultView[];
  /** Changes when anything of the job has. */
  readonly version: string;
}

/** What most people want to know of a job, at once. */
export function OverviewTab({ job, results, version }: OverviewTabProps): JSX.Element {
  const { answer } = useAnswer<{ readonly attempts: readonly AttemptView[] }>(
    jobPath(job.id, "/attempts"),
    version,
  );
  return (
    <div class="overview">
      {job.error === null ? null : <Failure job={job} />}
      <section class="card stack" aria-label={messages.job.timeline.title}>
        <Timeline job={job} />
      </section>
      <section class="card stack">
        <h2>{messages.job.parameters}</h2>
        <Parameters job={job} />
      </section>
      <FirstResults job={job.id} results={results} />
      <section class="card stack wide">
        <h2>{messages.job.resources}</h2>
        {answer === undefined ? null : <Attempts job={job.id} attempts={answer.attempts} />}
      </section>
      <Commands job={job} />
    </div>
  );
}

function Failure({ job: { error } }: { readonly job: JobView }): JSX.Element | null {
  if (error === null) return null;
  return (
    <section class="card stack failure wide">
      <div class="row">
        <h2>{visibleText(error.message.split("\n", 1)[0] ?? "")}</h2>
        <span class="quiet-text">{messages.job.errorTypes[error.type]}</span>
        <span class="grow" />
        <CopyButton text={error.detail} label={messages.job.copyError} />
      </div>
      <pre tabIndex={0} dir="ltr">
        {visibleLines(error.detail)}
      </pre>
    </section>
  );
}

/** So many pictures are shown beside the rest. */
const firstPictures = 4;

function FirstResults({
  job,
  results,
}: {
  readonly job: string;
  readonly results: readonly ResultView[];
}): JSX.Element | null {
  const pictures = results.filter((result) => kindOf(result) === "picture").slice(0, firstPictures);
  const shown =
    pictures.length > 0 ? pictures : results.filter((result) => kindOf(result) === "table").slice(0, 1);
  if (shown.length === 0) return null;
  return (
    <section class="card stack wide">
      <div class="row">
        <h2>{messages.job.results}</h2>
        <span class="grow" />
        <button type="button" class="button small" onClick={() => setQuery({ tab: "results" }, {})}>
          {messages.job.allResults(results.length)}
        </button>
      </div>
      <div class="first-results">
        {shown.map((result) => (
          <figure key={`${result.id} ${result.sha256}`}>
            <ResultPreview job={job} result={result} />
            <figcaption class="mono">{visibleText(result.id)}</figcaption>
          </figure>
        ))}
      </div>
    </section>
  );
}

function Commands({ job }: { readonly job: JobView }): JSX.Element {
  const hasLogin = useStore(loginState, ({ login }) => login !== null);
  const texts = commandTexts(job, location.origin, hasLogin);
  const rows = [
    [messages.job.asCommand, texts.runyard],
    [messages.job.asCurl, texts.curl],
    [messages.job.asUws, outsideAddress(new URL(job.uws).pathname)],
  ] as const;
  return (
    <section class="card stack wide">
      <h2>{messages.job.commands}</h2>
      {rows.map(([title, text]) => (
        <div key={title} class="command">
          <span class="quiet-text">{title}</span>
          <code>{visibleText(text)}</code>
          <CopyButton text={text} />
        </div>
      ))}
    </section>
  );
}
