import type { Answer } from "./answer.ts";
import { UwsServiceError, codeOfStatus } from "./service-error.ts";
import { attributeOf, textOf, type XmlElement } from "./xml-element.ts";

const LONGEST_TEXT = 4096;
const LONGEST_REASON = 500;

/** The error that an answer means which is no success: its status, and what the service says to it (DALI 1.1 §4.2). */
export async function refusal(answer: Answer, action: string): Promise<UwsServiceError> {
  const { status, statusText, headers } = answer.response;
  const said = await readReason(answer);
  await answer.discard();
  const answers = `the service answers ${status}${said === "" && statusText !== "" ? ` ${statusText}` : ""}`;
  const message = `Cannot ${action} at "${answer.url.href}": ${answers}${said === "" ? "" : `: ${said}`}`;
  return new UwsServiceError(codeOfStatus(status), message, {
    answeredStatus: status,
    retryAfterMs: readRetryAfter(headers.get("retry-after")),
  });
}

/** The text of an error document: a VOTable's, or plain text as it stands; empty where it is neither. */
export async function readErrorText(answer: Answer, limitBytes: number): Promise<string> {
  if (answer.mediaType.includes("xml")) {
    for await (const root of answer.elements({ isRoot: () => true, depth: 0 })) return errorInfo(root);
  }
  return answer.mediaType === "text/plain" ? (await answer.text(limitBytes)).trim() : "";
}

async function readReason(answer: Answer): Promise<string> {
  // Whatever is wrong with the explanation, it is the refusal that counts.
  const text = await readErrorText(answer, LONGEST_TEXT).catch(() => "");
  return text.replaceAll(/\s+/g, " ").replace(/\.$/, "").slice(0, LONGEST_REASON);
}

function errorInfo(element: XmlElement): string {
  const isStatus =
    attributeOf(element, "name") === "QUERY_STATUS" && attributeOf(element, "value") === "ERROR";
  if (element.local === "INFO" && isStatus) return textOf(element).trim();
  for (const child of element.content) {
    const found = typeof child === "string" ? "" : errorInfo(child);
    if (found !== "") return found;
  }
  return "";
}

/** Seconds, or a date (RFC 9110 §10.2.3). */
function readRetryAfter(text: string | null): number | undefined {
  if (text === null) return undefined;
  const ms = /^\d{1,6}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
