/** A part of a content: from the first byte to the last, both in it. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The one part that a Range header asks for (RFC 9110 §14.2).
 *
 * @returns undefined where the whole is to be sent: no range, several, another unit, or not well-formed;
 *   `unsatisfiable` where nothing of it is there
 */
export function parseRange(
  header: string | undefined,
  sizeBytes: number,
): ByteRange | "unsatisfiable" | undefined {
  const [, from = "", to = ""] = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(header ?? "") ?? [];
  if (from === "" && to === "") return undefined;
  const end = sizeBytes - 1;
  if (from === "") {
    const length = Math.min(Number(to), sizeBytes);
    return length === 0 ? "unsatisfiable" : { first: sizeBytes - length, last: end };
  }
  const [first, last] = [Number(from), to === "" ? end : Number(to)];
  if (to !== "" && last < first) return undefined;
  return first > end ? "unsatisfiable" : { first, last: Math.min(last, end) };
}

/** Whether an If-None-Match header names a content by its ETag (RFC 9110 §13.1.2: compared weakly). */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === "*") return true;
  return (header.match(/(?:W\/)?"[^"]*"/g) ?? []).some((one) => one.replace(/^W\//, "") === etag);
}
