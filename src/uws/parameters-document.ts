import type { Job } from "../job/mod.ts";
import { parameterElements } from "./parameter-elements.ts";
import { element, rootAttributes, xmlDeclaration } from "./xml.ts";

/** `/{jobs}/{id}/parameters` (UWS 1.1 §2.2.2.9). */
export function parametersDocument(job: Job, jobUrl: string): string {
  return `${xmlDeclaration}${element("parameters", rootAttributes, parameterElements(job, jobUrl))}\n`;
}
