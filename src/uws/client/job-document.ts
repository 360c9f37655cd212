import { readInstant } from "./read-instant.ts";
import type { UwsPhase } from "./uws-phase.ts";
import { writeContent } from "./write-content.ts";
import { XLINK, type XmlElement, attributeOf, childText, childrenOf, textOf } from "./xml-element.ts";

/** A parameter of a job. */
export interface UwsParameter {
  readonly id: string;
  /** The value, or the address of one that is given by reference. */
  readonly value: string;
  readonly byReference: boolean;
  readonly isPost: boolean;
}

/** A result as a job's document names it. */
export interface UwsResultReference {
  readonly id: string;
  /** Its absolute address. */
  readonly href: string;
  /** Null where the service doesn't tell. */
  readonly sizeBytes: number | null;
  readonly mediaType: string | null;
}

/** Why a job failed, in short. */
export interface UwsErrorSummary {
  /** `transient` where trying again may help, `fatal` where it won't. */
  readonly type: "transient" | "fatal" | (string & {});
  readonly hasDetail: boolean;
  readonly message: string;
}

/** What a service says of a job (UWS 1.1 §2.2.2.2). Null is what it doesn't say, or says to be nil. */
export interface UwsJobDocument {
  readonly url: string;
  /** Of the standard: 1.0 where the document doesn't say. */
  readonly version: string;
  readonly jobId: string;
  readonly runId: string | null;
  readonly ownerId: string | null;
  readonly phase: UwsPhase;
  readonly quote: Date | null;
  readonly creationTime: Date | null;
  readonly startTime: Date | null;
  readonly endTime: Date | null;
  /** Seconds; 0: unlimited. */
  readonly executionDuration: number | null;
  readonly destruction: Date | null;
  readonly parameters: readonly UwsParameter[];
  readonly results: readonly UwsResultReference[];
  readonly error: UwsErrorSummary | null;
  /** What the service adds of its own, as XML. */
  readonly jobInfo: string | null;
}

/** Reads the root of a job's document. @throws {SyntaxError} where it has no phase, without which it says nothing */
export function readJobDocument(root: XmlElement, url: string): UwsJobDocument {
  const phase = childText(root, "phase")?.trim() ?? "";
  if (phase === "") throw new SyntaxError("it does not say the job's phase");
  const duration = Number.parseFloat(childText(root, "executionDuration") ?? "");
  return {
    url,
    version: attributeOf(root, "version") ?? "1.0",
    jobId: childText(root, "jobId")?.trim() ?? lastPart(url),
    runId: childText(root, "runId"),
    ownerId: childText(root, "ownerId"),
    phase,
    quote: readInstant(childText(root, "quote")),
    creationTime: readInstant(childText(root, "creationTime")),
    startTime: readInstant(childText(root, "startTime")),
    endTime: readInstant(childText(root, "endTime")),
    executionDuration: Number.isNaN(duration) ? null : duration,
    destruction: readInstant(childText(root, "destruction")),
    parameters: childrenOf(root, "parameters").flatMap(readParameters),
    results: childrenOf(root, "results").flatMap((results) => readResults(results, url)),
    error: readError(root),
    jobInfo: readJobInfo(root),
  };
}

/** Reads a `parameters` element. */
export function readParameters(parameters: XmlElement): readonly UwsParameter[] {
  return childrenOf(parameters, "parameter").map((element) => ({
    id: attributeOf(element, "id") ?? "",
    value: textOf(element),
    byReference: isTrue(attributeOf(element, "byReference")),
    isPost: isTrue(attributeOf(element, "isPost")),
  }));
}

function readResults(results: XmlElement, url: string): readonly UwsResultReference[] {
  return childrenOf(results, "result").map((element) => {
    const id = attributeOf(element, "id") ?? "";
    const href = attributeOf(element, "href", XLINK)?.trim() ?? `${url}/results/${encodeURIComponent(id)}`;
    const size = attributeOf(element, "size")?.trim() ?? "";
    return {
      id,
      href: URL.parse(href, url)?.href ?? href,
      sizeBytes: /^\d{1,15}$/.test(size) ? Number(size) : null,
      mediaType: attributeOf(element, "mime-type"),
    };
  });
}

function readError(root: XmlElement): UwsErrorSummary | null {
  const summary = childrenOf(root, "errorSummary")[0];
  if (summary === undefined) return null;
  return {
    type: attributeOf(summary, "type") ?? "fatal",
    hasDetail: isTrue(attributeOf(summary, "hasDetail")),
    message: childText(summary, "message") ?? "",
  };
}

function readJobInfo(root: XmlElement): string | null {
  const info = childrenOf(root, "jobInfo")[0];
  return info === undefined ? null : writeContent(info, [root]).trim();
}

function isTrue(value: string | null): boolean {
  return value?.trim() === "true" || value?.trim() === "1";
}

function lastPart(url: string): string {
  return new URL(url).pathname.split("/").at(-1) ?? "";
}
