import type { JSX } from "preact";
import type { FileView, JobView } from "../../../../src/server/api.ts";
import { jobPath } from "../../api/addresses.ts";
import { downloadFile } from "../../api/download-file.ts";
import { messages } from "../../messages.ts";
import { formatSize } from "../../widgets/format.ts";
import { showToast } from "../../widgets/toast.tsx";
import { visibleLines, visibleText } from "../../widgets/visible-text.ts";
import { shownValue } from "./command-texts.ts";

/** What a job was given. */
export function Parameters({ job }: { readonly job: JobView }): JSX.Element {
  const entries = Object.entries(job.parameters);
  if (entries.length === 0) return <p class="quiet-text">{messages.job.noParameters}</p>;
  return (
    <dl class="pairs">
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{visibleText(name)}</dt>
          <dd>
            {([value].flat() as readonly unknown[]).map((one, index) => (
              <Value key={index} job={job.id} name={name} index={index} value={one} />
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface ValueProps {
  readonly job: string;
  readonly name: string;
  readonly index: number;
  readonly value: unknown;
}

function Value({ job, name, index, value }: ValueProps): JSX.Element {
  if (value === null) return <span class="quiet-text">{messages.job.secret}</span>;
  if (!isFile(value)) return <bdi class="value">{visibleLines(shownValue(value))}</bdi>;
  const path = jobPath(job, `/files/${encodeURIComponent(name)}/${index}`);
  return (
    <span class="row">
      <button
        type="button"
        class="button small"
        onClick={() =>
          void downloadFile(path, value.file).catch((error: unknown) =>
            showToast(String(error), { isProblem: true }),
          )
        }
      >
        <bdi>{visibleText(value.file)}</bdi>
      </button>
      <span class="quiet-text">{formatSize(value.size)}</span>
    </span>
  );
}

function isFile(value: unknown): value is FileView {
  return typeof value === "object" && value !== null && "file" in value;
}
