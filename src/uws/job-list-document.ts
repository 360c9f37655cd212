import { formatInstant } from "../core/mod.ts";
import type { Job } from "../job/mod.ts";
import {
  element,
  endTag,
  nillableElement,
  rootAttributes,
  startTag,
  textElement,
  xmlDeclaration,
} from "./xml.ts";

/** `/{jobs}` (UWS 1.1 §2.2.2.1), page by page, so that a long list is never held as a whole. */
export async function* jobListDocument(
  pages: AsyncIterable<readonly Job[]>,
  jobUrl: (job: Job) => string,
): AsyncGenerator<string> {
  yield `${xmlDeclaration}${startTag("jobs", { ...rootAttributes, version: "1.1" })}\n`;
  for await (const page of pages) {
    if (page.length > 0) yield `${page.map((job) => jobReference(job, jobUrl(job))).join("\n")}\n`;
  }
  yield `${endTag("jobs")}\n`;
}

function jobReference(job: Job, url: string): string {
  const content = [
    textElement("phase", job.phase),
    job.runId === null ? "" : textElement("runId", job.runId),
    nillableElement("ownerId", job.owner),
    textElement("creationTime", formatInstant(job.createdAt)),
  ];
  return element("jobref", { id: job.id, "xlink:type": "simple", "xlink:href": url }, content.join(""));
}
