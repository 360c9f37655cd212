import type { JobService, OutputQuery } from "../run/mod.ts";

/** How much of an output is in memory at once. */
const pieceBytes = 262_144;

/** Reads a part of an output in pieces, as they are taken; less where less is there. */
export async function* readOutput(
  service: Pick<JobService, "output">,
  id: string,
  { offset: first, length, ...query }: OutputQuery & { readonly length: number },
): AsyncGenerator<Uint8Array> {
  for (let offset = first, left = length; left > 0; ) {
    const { bytes } = await service.output(id, { ...query, offset, length: Math.min(pieceBytes, left) });
    if (bytes.length === 0) return;
    yield bytes;
    offset += bytes.length;
    left -= bytes.length;
  }
}

/** The ETag of an output to which no more will come: no other of this job has the same name and size. */
export function outputEtag(
  id: string,
  { stream, item, attempt, sizeBytes }: Omit<OutputQuery, "offset"> & { readonly sizeBytes: number },
): string {
  return `"${[id, attempt ?? item ?? "", stream, sizeBytes].join("-")}"`;
}
