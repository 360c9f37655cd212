import type { JSX } from "preact";
import type { ResultView } from "../../../../src/server/api.ts";
import { resultPath } from "../../api/addresses.ts";
import { downloadFile } from "../../api/download-file.ts";
import { messages } from "../../messages.ts";
import { formatSize } from "../../widgets/format.ts";
import { Picture } from "../../widgets/picture.tsx";
import { showToast } from "../../widgets/toast.tsx";
import { visibleText } from "../../widgets/visible-text.ts";
import { isPicture } from "./thumbnail.tsx";

/** The result files of one item: pictures in place, and all to download. */
export function ItemResults(props: {
  readonly job: string;
  readonly results: readonly ResultView[];
}): JSX.Element | null {
  const { job, results } = props;
  if (results.length === 0) return null;
  return (
    <section class="stack">
      <h3>{messages.agenda.results}</h3>
      {results.filter(isPicture).map((result) => (
        <div class="large-picture" key={`${result.id} ${result.sha256}`}>
          <Picture
            path={resultPath(job, result.id)}
            mediaType={result.mediaType}
            alt={messages.agenda.pictureOf(visibleText(result.id))}
            broken={messages.agenda.pictureFailed}
          />
        </div>
      ))}
      <ul class="plain">
        {results.map((result) => (
          <li key={result.id}>
            <button type="button" class="quiet" onClick={() => void download(job, result)}>
              {messages.agenda.download(visibleText(result.id))}
            </button>
            <span class="hint">{formatSize(result.size)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

async function download(job: string, { id }: ResultView): Promise<void> {
  try {
    await downloadFile(resultPath(job, id), id.split("/").at(-1) ?? id);
  } catch (error) {
    showToast(error instanceof Error ? error.message : String(error), { isProblem: true });
  }
}
