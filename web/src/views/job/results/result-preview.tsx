import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ResultView } from "../../../../../src/server/api.ts";
import { resultPath } from "../../../api/addresses.ts";
import { ask } from "../../../api/client.ts";
import { messages } from "../../../messages.ts";
import { Picture } from "../../../widgets/picture.tsx";
import { visibleLines, visibleText } from "../../../widgets/visible-text.ts";
import { parseTable } from "./parse-table.ts";
import { kindOf, plainType } from "./result-kind.ts";

interface ResultPreviewProps {
  readonly job: string;
  readonly result: ResultView;
}

/** A result in its place: a picture, a table, or text. */
export function ResultPreview({ job, result }: ResultPreviewProps): JSX.Element | null {
  const path = resultPath(job, result.id);
  const kind = kindOf(result);
  if (kind === "picture")
    return (
      <Picture
        path={path}
        mediaType={plainType(result.mediaType)}
        alt={visibleText(result.id)}
        broken={messages.results.brokenPicture}
      />
    );
  if (kind === "other") return null;
  return <TextPreview path={path} result={result} isTable={kind === "table"} />;
}

/** Of a text, so much is shown. */
const shownBytes = 128 * 1024;
const shownRows = 200;

interface TextPreviewProps {
  readonly path: string;
  readonly result: ResultView;
  readonly isTable: boolean;
}

function TextPreview({ path, result, isTable }: TextPreviewProps): JSX.Element {
  const [text, setText] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    readBeginning(path, result.size, stop.signal).then(setText, (error: unknown) => {
      if (!stop.signal.aborted) setProblem(error instanceof Error ? error.message : String(error));
    });
    return () => stop.abort();
  }, [path, result.sha256]);
  if (problem !== null) return <p class="problem">{problem}</p>;
  const isCut = result.size > shownBytes;
  return (
    <div class="text-preview" tabIndex={0} role="region" aria-label={visibleText(result.id)}>
      {text === null ? null : isTable ? (
        <TablePreview text={text} separator={plainType(result.mediaType) === "text/csv" ? "," : "\t"} />
      ) : (
        <pre dir="ltr">{visibleLines(text)}</pre>
      )}
      {isCut ? <p class="hint">{messages.results.cut}</p> : null}
    </div>
  );
}

async function readBeginning(path: string, size: number, signal: AbortSignal): Promise<string> {
  const headers = size > shownBytes ? { range: `bytes=0-${shownBytes - 1}` } : {};
  const response = await ask(path, { headers, signal });
  return new TextDecoder().decode(await response.arrayBuffer());
}

const shownColumns = 40;

function TablePreview({
  text,
  separator,
}: {
  readonly text: string;
  readonly separator: string;
}): JSX.Element {
  const [head = [], ...rows] = parseTable(text, separator, shownRows + 1);
  return (
    <>
      <table class="csv">
        <thead>
          <tr>
            {head.slice(0, shownColumns).map((cell, column) => (
              <th key={column} scope="col">
                {visibleText(cell)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, number) => (
            <tr key={number}>
              {row.slice(0, shownColumns).map((cell, column) => (
                <td key={column} class={isNumber(cell) ? "numeric" : undefined} title={titleOf(cell)}>
                  {visibleText(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length >= shownRows ? <p class="hint">{messages.results.firstRows(shownRows)}</p> : null}
    </>
  );
}

/** What may not fit is told in whole, up to a length that helps. */
function titleOf(cell: string): string | undefined {
  return cell.length > 40 ? visibleText(cell.slice(0, 1000)) : undefined;
}

function isNumber(cell: string): boolean {
  return cell.trim() !== "" && !Number.isNaN(Number(cell));
}
