import { element, rootAttributes, xmlDeclaration } from "./xml.ts";

/** One result as UWS shows it. */
export interface ListedResult {
  readonly id: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
}

/** `/{jobs}/{id}/results` (UWS 1.1 §2.2.2.8). */
export function resultsDocument(results: readonly ListedResult[], jobUrl: string): string {
  return `${xmlDeclaration}${element("results", rootAttributes, resultElements(results, jobUrl))}\n`;
}

/** The `result` elements of a job. */
export function resultElements(results: readonly ListedResult[], jobUrl: string): string {
  return results
    .map((result) =>
      element("result", {
        id: result.id,
        "xlink:type": "simple",
        "xlink:href": resultUrl(jobUrl, result.id),
        size: String(result.sizeBytes),
        "mime-type": result.mediaType,
      }),
    )
    .join("");
}

/** Where a result's bytes are; the `/` between the parts of its id stay as they are. */
export function resultUrl(jobUrl: string, id: string): string {
  return `${jobUrl}/results/${id.split("/").map(encodeURIComponent).join("/")}`;
}
