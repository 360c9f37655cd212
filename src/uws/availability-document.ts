import { escapeXml, xmlDeclaration } from "./xml.ts";

/** How a service is: available where there are no notes why it isn't. */
export interface Availability {
  readonly upSince: string;
  readonly notes: readonly string[];
}

/** `/availability` (VOSI 1.1 §3). */
export function availabilityDocument({ upSince, notes }: Availability): string {
  const content = [
    `<vosi:available>${notes.length === 0}</vosi:available>`,
    `<vosi:upSince>${escapeXml(upSince)}</vosi:upSince>`,
    ...notes.map((note) => `<vosi:note>${escapeXml(note)}</vosi:note>`),
  ];
  const root = 'vosi:availability xmlns:vosi="http://www.ivoa.net/xml/VOSIAvailability/v1.0"';
  return `${xmlDeclaration}<${root}>${content.join("")}</vosi:availability>\n`;
}
