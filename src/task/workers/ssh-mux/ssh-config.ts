import { createHash } from "node:crypto";
import { globSync, readFileSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { isAboutConnection } from "./connection-words.ts";

/** What ssh's configuration says, where that is of connections alone, and which variables are sent. */
export interface SshConfig {
  /** Tells it from another. */
  readonly hash: string;
  /** Patterns of the names of variables that are sent to every node. */
  readonly sendEnv: readonly string[];
}

const SYSTEM_FOLDER = "/etc/ssh";
/** As deep as ssh reads files that others include. */
const DEEPEST = 16;

interface Known {
  readonly config: SshConfig | null;
  /** Every path that was looked at, and how it was found. */
  readonly seen: ReadonlyMap<string, string>;
}

const known = new Map<string, Known>();

/**
 * Reads ssh_config(5) for what it says of sessions, for all nodes at once.
 *
 * @param file what `-F` names; null: those that ssh reads by itself
 * @returns null where it may say more of some node's sessions than which variables they are sent
 */
export function readSshConfig(file: string | null): SshConfig | null {
  // Where ssh would look for it, its own working folder says.
  if (file !== null && file !== "none" && !isAbsolute(file)) return null;
  const key = file ?? "";
  const before = known.get(key);
  if (before !== undefined && [...before.seen].every(([path, look]) => lookOf(path) === look))
    return before.config;
  const reading = new Reading();
  const userFolder = join(userInfo().homedir, ".ssh");
  const isPlain =
    file === null
      ? reading.read(join(userFolder, "config"), userFolder) &&
        reading.read(join(SYSTEM_FOLDER, "ssh_config"), SYSTEM_FOLDER)
      : file === "none" || reading.read(file, userFolder);
  const config = isPlain ? reading.result() : null;
  known.set(key, { config, seen: reading.seen });
  return config;
}

/** One reading of all files. */
class Reading {
  readonly seen = new Map<string, string>();
  readonly #hash = createHash("sha256");
  readonly #sendEnv: string[] = [];

  /** @returns whether all that is said is plain */
  read(path: string, folder: string, isForAll = true, depth = 0): boolean {
    this.seen.set(path, lookOf(path));
    if (depth > DEEPEST) return false;
    let text = "";
    try {
      text = readFileSync(path, "utf8");
    } catch {
      // ssh goes on without it as well, or fails by itself.
    }
    this.#hash.update(`${path}\0${text}\0`);
    let isHere = isForAll;
    return text.split("\n").every((line) => {
      const [, word = "", rest = ""] = /^\s*([^\s=#"]+)(?:\s*=\s*|\s+)(.*?)\s*$/.exec(line) ?? [];
      if (word === "") return /^\s*(?:#.*)?$/.test(line);
      const name = word.toLowerCase();
      if (name === "host" || name === "match") {
        isHere = isForAll && FOR_ALL[name].test(rest);
        return name === "host" || PLAIN_MATCH.test(rest);
      }
      if (name === "include") return this.#include(rest, folder, isHere, depth);
      if (name === "sendenv") return isHere && this.#addSendEnv(rest);
      return isAboutConnection(name) && !(NAMES_NODE.test(name) && rest.includes("${"));
    });
  }

  result(): SshConfig {
    return { hash: this.#hash.digest("hex"), sendEnv: this.#sendEnv };
  }

  #include(rest: string, folder: string, isForAll: boolean, depth: number): boolean {
    if (/["'$%#\\]/.test(rest)) return false;
    return rest.split(/\s+/).every((pattern) => {
      const path = resolve(folder, pattern.replace(/^~(?=\/)/, userInfo().homedir));
      // A file that comes later changes its folder, not those that are there.
      this.seen.set(join(path, ".."), lookOf(join(path, "..")));
      if (/[*?[{]/.test(join(path, ".."))) return false;
      return globSync(path)
        .toSorted()
        .every((found) => this.read(found, folder, isForAll, depth + 1));
    });
  }

  #addSendEnv(rest: string): boolean {
    const patterns = rest.split(/\s+/);
    this.#sendEnv.push(...patterns);
    return patterns.every((pattern) => /^[\w*?]+$/.test(pattern));
  }
}

const FOR_ALL = { host: /^\*$/, match: /^(?:final\s+)?all$/i };
/** A condition that depends on the node and our user alone. */
const PLAIN_MATCH =
  /^(?:(?:final\s+)?all|(?:final\s+)?(?:!?(?:host|originalhost|user|localuser)\s+[^\s"=]+\s*)+)$/i;
const NAMES_NODE = /^(?:hostname|user|port)$/;

/** Changes when the file does. */
function lookOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? "" : `${stat.ino} ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}`;
}
