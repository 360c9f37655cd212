const UNITS: Readonly<Record<string, number>> = { "": 1, k: 1000, m: 1000 ** 2, g: 1000 ** 3, t: 1000 ** 4 };

/**
 * Reads a size: `500`, `64kB`, `200MB`, `1GB` (powers of 1000), `64KiB`, `1GiB` (powers of 1024).
 *
 * @returns bytes
 * @throws {SyntaxError} where the text is none of these
 */
export function parseSize(text: string | number): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?$/i.exec(String(text).trim());
  if (match === null)
    throw new SyntaxError(`Cannot read the size "${text}": write it like 500, 64kB, 200MB or 1GiB`);
  const [, value, prefix = "", binary] = match;
  const power = "kmgt".indexOf(prefix.toLowerCase()) + 1;
  const unit = binary === "" ? (UNITS[prefix.toLowerCase()] ?? 1) : 1024 ** power;
  return Math.round(Number(value) * unit);
}

/** Writes a size for people: `512 B`, `1.2 MB`, `34 GB`. */
export function formatSize(bytes: number): string {
  const names = ["B", "kB", "MB", "GB", "TB"];
  const power = bytes < 1000 ? 0 : Math.min(names.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${names[power]}`;
}
