import { formatInstant } from "../core/mod.ts";
import type { Job, JobError } from "../job/mod.ts";
import { parameterElements } from "./parameter-elements.ts";
import { type ResultPages, resultsElement } from "./results-document.ts";
import {
  element,
  endTag,
  nillableElement,
  rootAttributes,
  startTag,
  textElement,
  xmlDeclaration,
} from "./xml.ts";

/** `/{jobs}/{id}` (UWS 1.1 §2.2.2.2): the elements in the order of the schema, those that may be nil always there. */
export async function* jobDocument(
  job: Job,
  results: ResultPages,
  jobUrl: string,
  quoteAt: number | null = null,
): AsyncGenerator<string> {
  yield `${xmlDeclaration}${startTag("job", { ...rootAttributes, version: "1.1" })}`;
  yield fieldElements(job, jobUrl, quoteAt);
  yield* resultsElement(results, jobUrl);
  if (job.error !== null) yield errorSummary(job.error);
  yield `${endTag("job")}\n`;
}

/** The text of `/{jobs}/{id}/destruction`, byte for byte what the document says; empty where there is none. */
export function destructionText(job: Job): string {
  return instantOrNull(job.destructionAt) ?? "";
}

/** What comes before the results. */
function fieldElements(job: Job, jobUrl: string, quoteAt: number | null): string {
  return [
    textElement("jobId", job.id),
    job.runId === null ? "" : textElement("runId", job.runId),
    nillableElement("ownerId", job.owner),
    textElement("phase", job.phase),
    nillableElement("quote", instantOrNull(quoteAt)),
    textElement("creationTime", formatInstant(job.createdAt)),
    nillableElement("startTime", instantOrNull(job.startedAt)),
    nillableElement("endTime", instantOrNull(job.endedAt)),
    textElement("executionDuration", String(job.executionDurationSeconds)),
    nillableElement("destruction", instantOrNull(job.destructionAt)),
    element("parameters", {}, parameterElements(job, jobUrl)),
  ].join("");
}

function instantOrNull(at: number | null): string | null {
  return at === null ? null : formatInstant(at);
}

/** `/error` has the detail of every error, so `hasDetail` is always true (UWS 1.1 §2.1.11). */
function errorSummary(error: JobError): string {
  return element(
    "errorSummary",
    { type: error.type, hasDetail: "true" },
    textElement("message", error.message),
  );
}
