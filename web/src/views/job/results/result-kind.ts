import type { ResultView } from "../../../../../src/server/api.ts";

/** How a result can be shown. */
export type ResultKind = "picture" | "table" | "text" | "other";

const pictures: ReadonlySet<string> = new Set([
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/avif",
  "image/svg+xml",
  "image/bmp",
]);
const largestPictureBytes = 30_000_000;

/** How a result is shown: by what the server says that it is. HTML is a text. */
export function kindOf({ mediaType, size }: Pick<ResultView, "mediaType" | "size">): ResultKind {
  const type = plainType(mediaType);
  if (pictures.has(type)) return size <= largestPictureBytes ? "picture" : "other";
  if (type === "text/csv" || type === "text/tab-separated-values") return "table";
  const isText = type.startsWith("text/") || /[/+](json|xml|yaml|javascript|x-sh|toml)$/.test(type);
  return isText ? "text" : "other";
}

/** A media type without its parameters. */
export function plainType(mediaType: string): string {
  return (mediaType.split(";")[0] ?? "").trim().toLowerCase();
}
