import { createHash } from "node:crypto";
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  lstatSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf, systemCode } from "../../core/mod.ts";
import { identify, isAlive, makeFolder } from "../../process/mod.ts";

/** What lets a command share a connection, and what is called when it has ended. */
export interface SharedConnection {
  readonly options: readonly string[];
  /** Where the connection is, if it is open and no command of ours has it; null where that is ssh's to say. */
  readonly socket: string | null;
  /** Where the connection is, or will be; null where only ssh knows, or none is shared. */
  readonly master: string | null;
  readonly release: () => void;
}

/** A server lets 10 sessions into a connection (sshd's MaxSessions): a command more has a connection of its own. */
const MOST_SESSIONS = 8;
/** A socket's name may have 107 bytes. The part after the folder has 50, and ssh adds 17 while it makes the socket. */
const LONGEST_FOLDER = 39;

/** How many of our commands share each connection. */
const sessions = new Map<string, number>();
/** The files that say that a connection is ours to open. */
const claims = new Set<string>();

/**
 * Shares a connection between the commands that reach a node in the same way: the first leaves it open for so many seconds
 * after the last command. Of those that start before it stands only one tries to leave one, so that ssh never finds
 * somebody else's in its way.
 *
 * @param way all that tells how the node is reached
 * @param isAll whether `way` tells that by itself, with all that ssh's configuration has
 * @param warn told once where there is no good place for connections
 */
export function shareConnection(
  way: readonly string[],
  persistSeconds: number,
  isAll: boolean,
  warn: (line: string) => void,
): SharedConnection {
  const folder = socketFolder(warn);
  if (folder === null) return { options: [], socket: null, master: null, release: () => undefined };
  const hash = createHash("sha256").update(way.join("\0")).digest("hex");
  const count = sessions.get(hash) ?? 0;
  if (count >= MOST_SESSIONS)
    return { options: ["-oControlPath=none"], socket: null, master: null, release: () => undefined };
  sessions.set(hash, count + 1);
  const claim = join(folder, `${hash.slice(0, 32)}.opening`);
  const isFirst = count === 0 && makeClaim(claim);
  if (isFirst) claims.add(claim);
  // The node's name, port and user are ssh's to say: its configuration may have others.
  const name = isAll ? hash.slice(0, 48) : `${hash.slice(0, 8)}-%C`;
  return {
    options: [
      `-oControlMaster=${isFirst ? "auto" : "no"}`,
      `-oControlPersist=${Math.ceil(persistSeconds)}`,
      `-oControlPath=${join(folder, name)}`,
    ],
    socket: isAll && isFirst ? join(folder, name) : null,
    master: isAll ? join(folder, name) : null,
    release() {
      const left = (sessions.get(hash) ?? 1) - 1;
      if (left > 0) return void sessions.set(hash, left);
      sessions.delete(hash);
      // Of several, another than the first may be the last.
      if (claims.delete(claim)) rmSync(claim, { force: true });
    },
  };
}

/** @returns whether nobody else who lives has it */
function makeClaim(path: string): boolean {
  for (;;) {
    try {
      const file = openSync(path, "wx", 0o600);
      writeSync(file, JSON.stringify(identify(process.pid)));
      closeSync(file);
      return true;
    } catch (error) {
      if (systemCode(error) !== "EEXIST" || isHeld(path)) return false;
      rmSync(path, { force: true });
    }
  }
}

function isHeld(path: string): boolean {
  try {
    return isAlive(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    // One that is empty is being written.
    return error instanceof SyntaxError;
  }
}

/** Undefined before it was looked for; null where there is none. */
let known: string | null | undefined;

/** A folder that only this user can use, the first of several; null where there is none. @param warn told once of one that can't be used */
function socketFolder(warn: (line: string) => void): string | null {
  if (known !== undefined) return known;
  const problems: string[] = [];
  const usable = places().find((place) => {
    const problem = problemOf(place);
    if (problem !== null) problems.push(`Cannot keep ssh connections in "${place}": ${problem}`);
    return problem === null;
  });
  known = usable ?? null;
  const [first] = problems;
  const instead = known === null ? "each command has its own" : `they are in "${known}"`;
  if (first !== undefined) warn(`${first}; ${instead}`);
  return known;
}

function places(): readonly string[] {
  const shared = `runyard-ssh-${process.getuid?.() ?? 0}`;
  const runtime = process.env["XDG_RUNTIME_DIR"] ?? "";
  const all = [
    ...(runtime === "" ? [] : [join(runtime, "runyard-ssh")]),
    join(tmpdir(), shared),
    join("/tmp", shared),
    join(homedir(), ".cache", "runyard-ssh"),
  ];
  return [...new Set(all)].filter((place) => Buffer.byteLength(place) <= LONGEST_FOLDER);
}

/** Makes a folder ours alone. @returns why that can't be; null where it is */
function problemOf(place: string): string | null {
  try {
    makeFolder(place, 0o700);
    const stat = lstatSync(place);
    if (!stat.isDirectory()) return "it is no folder";
    if (stat.uid !== process.getuid?.()) return "it belongs to somebody else";
    chmodSync(place, 0o700);
    accessSync(place, constants.W_OK);
    return null;
  } catch (error) {
    return systemCode(error) === "EEXIST" ? "it is no folder" : messageOf(error);
  }
}
