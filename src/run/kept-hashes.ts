import { statSync } from "node:fs";
import { hashOfFile } from "./hash-of-file.ts";

/** So many are kept, those that were made last. */
const MOST = 1000;

/** The SHA-256 of files that do not change once they are there: each is read once, and not for every list that names it. */
export class KeptHashes {
  readonly #known = new Map<string, { readonly look: string; readonly hash: Promise<string> }>();

  /** @throws {Error} where the file can't be read */
  of(path: string): Promise<string> {
    const { ino, size, mtimeMs } = statSync(path);
    const look = `${ino} ${size} ${mtimeMs}`;
    const known = this.#known.get(path);
    if (known?.look === look) return known.hash;
    const hash = hashOfFile(path);
    // One that could not be made is made anew.
    hash.catch(() => this.#known.delete(path));
    this.#known.delete(path);
    this.#known.set(path, { look, hash });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST && oldest !== undefined) this.#known.delete(oldest);
    return hash;
  }
}
