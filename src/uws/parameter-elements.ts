import type { Job, ParameterValue, ScalarValue } from "../job/mod.ts";
import { element, escapeXml, isXmlText } from "./xml.ts";

/**
 * The `parameter` elements of a job (UWS 1.1 §2.2.1). A file, and a text that XML cannot carry, is given by
 * reference; a secret is left out. Several values of one parameter are as many elements with the same id.
 */
export function parameterElements(job: Job, jobUrl: string): string {
  return Object.entries(job.parameters)
    .flatMap(([name, value]) =>
      valuesOf(value).map((one, index) => parameterElement(name, one, referenceOf(name, value, index))),
    )
    .join("");

  function referenceOf(name: string, value: ParameterValue, index: number): string {
    const url = `${jobUrl}/parameters/${encodeURIComponent(name)}`;
    return Array.isArray(value) ? `${url}/${index}` : url;
  }
}

/** The values of a parameter as a list. */
export function valuesOf(value: ParameterValue): readonly ScalarValue[] {
  return (Array.isArray as (value: unknown) => value is readonly unknown[])(value) ? value : [value];
}

function parameterElement(name: string, value: ScalarValue, reference: string): string {
  if (typeof value === "object" && value.kind === "secret") return "";
  if (typeof value === "object" || !isXmlText(String(value))) {
    return element("parameter", { id: name, byReference: "true" }, escapeXml(reference));
  }
  return element("parameter", { id: name }, escapeXml(String(value)));
}
