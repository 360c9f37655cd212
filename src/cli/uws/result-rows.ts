import { formatSize } from "../../core/mod.ts";
import type { UwsResultReference } from "../../uws/client/mod.ts";
import type { Cell } from "../cell.ts";

/** One result of another service, under the titles of `resultColumns`. */
export function uwsResultRow({ id, sizeBytes, mediaType, href }: UwsResultReference): readonly Cell[] {
  const size = sizeBytes === null ? "-" : formatSize(sizeBytes);
  return [{ text: id, style: "bold" }, size, mediaType ?? "-", href];
}
