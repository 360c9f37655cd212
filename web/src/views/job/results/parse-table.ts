/** Rows of cells from comma- or tab-separated text (RFC 4180), at most so many; what follows is not looked at. */
export function parseTable(
  text: string,
  separator: string,
  mostRows: number,
): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cells = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^${separator}\\r\\n]*))(${separator}|\\r\\n|\\n|\\r|$)`,
    "gy",
  );
  for (const [whole, quoted, plain = "", end] of text.matchAll(cells)) {
    if (whole === "" && row.length === 0) break;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === separator) continue;
    rows.push(row);
    row = [];
    if (rows.length >= mostRows || end === "") break;
  }
  return rows;
}
