import { element, endTag, rootAttributes, startTag, xmlDeclaration } from "./xml.ts";

/** One result as UWS shows it. */
export interface ListedResult {
  readonly id: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
}

/** Results page by page, so that a long list is never held as a whole. */
export type ResultPages = AsyncIterable<readonly ListedResult[]>;

/** `/{jobs}/{id}/results` (UWS 1.1 §2.2.2.8). */
export async function* resultsDocument(pages: ResultPages, jobUrl: string): AsyncGenerator<string> {
  yield xmlDeclaration;
  yield* resultsElement(pages, jobUrl, rootAttributes);
  yield "\n";
}

/** The `results` element of a job, with one for each result. */
export async function* resultsElement(
  pages: ResultPages,
  jobUrl: string,
  attributes: Readonly<Record<string, string>> = {},
): AsyncGenerator<string> {
  let isEmpty = true;
  for await (const page of pages) {
    if (page.length === 0) continue;
    if (isEmpty) yield startTag("results", attributes);
    isEmpty = false;
    yield page.map((result) => resultElement(result, jobUrl)).join("");
  }
  yield isEmpty ? element("results", attributes) : endTag("results");
}

function resultElement(result: ListedResult, jobUrl: string): string {
  return element("result", {
    id: result.id,
    "xlink:type": "simple",
    "xlink:href": resultUrl(jobUrl, result.id),
    size: String(result.sizeBytes),
    "mime-type": result.mediaType,
  });
}

/** Where a result's bytes are; the `/` between the parts of its id stay as they are. */
export function resultUrl(jobUrl: string, id: string): string {
  return `${jobUrl}/results/${id.split("/").map(encodeURIComponent).join("/")}`;
}
