import { readInstant } from "./read-instant.ts";
import type { UwsPhase } from "./uws-phase.ts";
import { XLINK, type XmlElement, attributeOf, childText } from "./xml-element.ts";

/** What a list says of a job; services of UWS 1.0 tell no more than its phase. */
export interface UwsJobSummary {
  readonly id: string;
  readonly url: string;
  readonly phase: UwsPhase;
  readonly runId: string | null;
  readonly ownerId: string | null;
  readonly creationTime: Date | null;
}

/** Reads a `jobref` of a list (UWS 1.1 §2.2.2.1). */
export function readJobSummary(element: XmlElement, listUrl: string): UwsJobSummary {
  const id = attributeOf(element, "id")?.trim() ?? "";
  const href = attributeOf(element, "href", XLINK)?.trim() ?? `${listUrl}/${encodeURIComponent(id)}`;
  return {
    id,
    url: URL.parse(href, listUrl)?.href ?? href,
    phase: childText(element, "phase")?.trim() ?? "UNKNOWN",
    runId: childText(element, "runId"),
    ownerId: childText(element, "ownerId"),
    creationTime: readInstant(childText(element, "creationTime")),
  };
}
