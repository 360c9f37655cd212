import { RunyardError } from "../core/mod.ts";

/**
 * The `name=value` pairs of a urlencoded form or a query string, in their order.
 *
 * @throws {RunyardError} `bad-request` where the bytes behind the escapes are no UTF-8: nobody is to get other text than was sent
 */
export function readFormFields(text: string): URLSearchParams {
  for (const [escapes] of text.matchAll(/(?:%[0-9a-f]{2})+/gi)) checkEscapes(escapes);
  return new URLSearchParams(text);
}

function checkEscapes(escapes: string): void {
  try {
    decodeURIComponent(escapes);
  } catch (cause) {
    const shown = escapes.length > 30 ? `${escapes.slice(0, 30)}…` : escapes;
    throw new RunyardError("bad-request", `Cannot read the form: "${shown}" is no text in UTF-8`, { cause });
  }
}
