/** The version of this package. */
export function readVersion(): string {
  // Importing node:fs as a module loads all that belongs to it, 2 ms of every start.
  const { readFileSync } = process.getBuiltinModule("node:fs");
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}
