/**
 * Splits a text into words as a shell would, without expanding anything: quotes group, a backslash takes the next
 * character as it is, and within double quotes only before `"` and itself (Python's `shlex.split`).
 *
 * @returns null where a quote is not closed or nothing follows a backslash
 */
export function splitWords(text: string): readonly string[] | null {
  const words: string[] = [];
  let rest = text.trimStart();
  while (rest !== "") {
    const [word] = WORD.exec(rest) ?? [""];
    if (word === "") return null;
    words.push(word.replaceAll(PIECE, unquote));
    const after = rest.slice(word.length);
    rest = after.trimStart();
    // What follows without a blank could not be read as a piece: an open quote or a backslash at the end.
    if (rest !== "" && rest.length === after.length) return null;
  }
  return words;
}

const PIECE = /'([^']*)'|"((?:[^"\\]|\\[^])*)"|\\([^])|[^\s'"\\]+/g;
const WORD = new RegExp(`^(?:${PIECE.source})+`);

function unquote(whole: string, single?: string, double?: string, escaped?: string): string {
  return single ?? double?.replaceAll(/\\(["\\])/g, "$1") ?? escaped ?? whole;
}
