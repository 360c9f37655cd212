import { randomBytes } from "node:crypto";

/** A part of a form: a text, or a file whose content is read while it is sent. */
export type FormPart =
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly fileName: string; readonly content: AsyncIterable<Uint8Array> };

/** A form (RFC 7578) as a stream: nothing of a file is held in memory beyond the piece that is being sent. */
export function multipartForm(parts: readonly FormPart[]): {
  readonly body: ReadableStream<Uint8Array>;
  readonly type: string;
} {
  const boundary = `runyard-${randomBytes(16).toString("hex")}`;
  return {
    body: ReadableStream.from(write(parts, boundary)),
    type: `multipart/form-data; boundary=${boundary}`,
  };
}

async function* write(
  parts: readonly FormPart[],
  boundary: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (const part of parts) {
    yield Buffer.from(`--${boundary}\r\n${header(part)}\r\n\r\n`);
    if ("text" in part) yield Buffer.from(part.text);
    else yield* part.content;
    yield Buffer.from("\r\n");
  }
  yield Buffer.from(`--${boundary}--\r\n`);
}

function header(part: FormPart): string {
  const disposition = `Content-Disposition: form-data; name="${quote(part.name)}"`;
  if ("text" in part) return disposition;
  return `${disposition}; filename="${quote(part.fileName)}"\r\nContent-Type: application/octet-stream`;
}

/** As browsers do it (HTML Standard §4.10.21.8). */
function quote(text: string): string {
  return text.replaceAll("\r", "%0D").replaceAll("\n", "%0A").replaceAll('"', "%22");
}
