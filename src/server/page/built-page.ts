import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/** A file of the page as it goes to a browser. */
export interface PageFile {
  readonly mediaType: string;
  /** Null: as it is. */
  readonly encoding: string | null;
  readonly bytes: Uint8Array;
}

/** What the build leaves beside the files: their names, and what each is. */
interface PageIndex {
  readonly files: Readonly<Record<string, { readonly mediaType: string; readonly encodings: string[] }>>;
}

interface ReadIndex {
  readonly folder: string;
  readonly writtenAt: number;
  readonly content: PageIndex;
}

/** A build that takes longer than this has died. */
const longestBuildMs = 5 * 60_000;
const suffixes: Readonly<Record<string, string>> = { br: ".br", gzip: ".gz" };

/** The page as the build left it in a folder. It may be built, or built again, while the server runs. */
export class BuiltPage {
  readonly #folders: readonly string[];
  readonly #cache = new Map<string, Uint8Array>();
  #index: ReadIndex | null = null;

  /** @param folders where it may be: the first that has one counts */
  constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  /** One of its files, in the first encoding that the browser takes; undefined where there is no such file. */
  async file(name: string, acceptEncoding: string): Promise<PageFile | undefined> {
    const index = await this.#read();
    if (index === null || !Object.hasOwn(index.content.files, name)) return undefined;
    const { mediaType = "", encodings = [] } = index.content.files[name] ?? {};
    const encoding = encodings.find((one) => accepts(acceptEncoding, one)) ?? null;
    const path = join(index.folder, name + (encoding === null ? "" : (suffixes[encoding] ?? "")));
    const bytes = this.#cache.get(path) ?? (await readFile(path));
    this.#cache.set(path, bytes);
    return { mediaType, encoding, bytes };
  }

  /** Whether a build is under way. */
  async isBeingBuilt(): Promise<boolean> {
    const starts = await Promise.all(this.#folders.map((folder) => changedAt(`${folder}.building`)));
    return starts.some((at) => at !== undefined && Date.now() - at < longestBuildMs);
  }

  async #read(): Promise<ReadIndex | null> {
    for (const folder of this.#folders) {
      const path = join(folder, "page.json");
      const writtenAt = await changedAt(path);
      if (writtenAt === undefined) continue;
      if (this.#index?.folder === folder && this.#index.writtenAt === writtenAt) return this.#index;
      this.#cache.clear();
      this.#index = { folder, writtenAt, content: JSON.parse(await readFile(path, "utf8")) as PageIndex };
      return this.#index;
    }
    return null;
  }
}

async function changedAt(path: string): Promise<number | undefined> {
  const { mtimeMs } = (await stat(path).catch(() => undefined)) ?? {};
  return mtimeMs;
}

/** Whether an Accept-Encoding header (RFC 9110 §12.5.3) takes an encoding. */
function accepts(header: string, encoding: string): boolean {
  return header
    .split(",")
    .map((part) =>
      part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/),
    )
    .some(([name, quality]) => name === encoding && !/^q=0(\.0*)?$/.test(quality ?? ""));
}
