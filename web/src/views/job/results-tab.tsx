import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { JobView, ResultView } from "../../../../src/server/api.ts";
import { jobPath, resultPath } from "../../api/addresses.ts";
import { downloadFile } from "../../api/download-file.ts";
import { messages } from "../../messages.ts";
import { EmptyState } from "../../widgets/empty-state.tsx";
import { formatCount, formatSize } from "../../widgets/format.ts";
import { showToast } from "../../widgets/toast.tsx";
import { visibleText } from "../../widgets/visible-text.ts";
import { kindOf, plainType } from "./results/result-kind.ts";
import { ResultPreview } from "./results/result-preview.tsx";

interface ResultsTabProps {
  readonly job: JobView;
  readonly results: readonly ResultView[];
}

/** So many are listed before more are asked for. */
const pageLength = 60;
/** So many are open from the beginning. */
const openAtFirst = 12;

/** What a job left: pictures, tables and text in their place, the rest to download. */
export function ResultsTab({ job, results }: ResultsTabProps): JSX.Element {
  const [text, setText] = useState("");
  const [shown, setShown] = useState(pageLength);
  if (results.length === 0)
    return (
      <EmptyState title={job.endedAt === null ? messages.results.noneYet : messages.results.none}>
        <p>{messages.results.noneHint}</p>
      </EmptyState>
    );
  const found = results.filter(({ id }) => id.toLowerCase().includes(text.toLowerCase()));
  return (
    <div class="results stack">
      <div class="row">
        <input
          type="search"
          aria-label={messages.results.search}
          placeholder={messages.results.search}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button
          type="button"
          class="button"
          onClick={() => save(jobPath(job.id, "/results.zip"), `${job.type}-${job.id.slice(0, 10)}.zip`)}
        >
          {messages.results.downloadAll(formatCount(results.length), totalSize(results))}
        </button>
      </div>
      {found.slice(0, shown).map((result, place) => (
        <OneResult key={result.id} job={job.id} result={result} isOpen={place < openAtFirst} />
      ))}
      {found.length > shown ? (
        <button type="button" class="button" onClick={() => setShown(shown + pageLength)}>
          {messages.results.more(formatCount(found.length - shown))}
        </button>
      ) : null}
    </div>
  );
}

interface OneResultProps {
  readonly job: string;
  readonly result: ResultView;
  readonly isOpen: boolean;
}

function OneResult({ job, result, isOpen: isOpenAtFirst }: OneResultProps): JSX.Element {
  const canBeShown = kindOf(result) !== "other";
  const [isOpen, setOpen] = useState(isOpenAtFirst && canBeShown);
  const name = visibleText(result.id);
  return (
    <section class="result card" aria-label={name}>
      <div class="row">
        <h3 class="mono">
          <bdi>{name}</bdi>
        </h3>
        <span class="quiet-text">
          {formatSize(result.size)}, {visibleText(plainType(result.mediaType))}
        </span>
        <span class="grow" />
        {canBeShown ? (
          <button type="button" class="button small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? messages.results.hide : messages.results.show}
          </button>
        ) : null}
        <button
          type="button"
          class="button small"
          aria-label={messages.results.downloadOne(name)}
          onClick={() => save(resultPath(job, result.id), result.id.split("/").at(-1) ?? "result")}
        >
          {messages.results.download}
        </button>
      </div>
      {isOpen ? <ResultPreview job={job} result={result} /> : null}
    </section>
  );
}

function totalSize(results: readonly ResultView[]): string {
  return formatSize(results.reduce((sum, { size }) => sum + size, 0));
}

function save(path: string, name: string): void {
  downloadFile(path, name).catch((error: unknown) => showToast(String(error), { isProblem: true }));
}
