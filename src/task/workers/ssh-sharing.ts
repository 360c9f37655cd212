import { createHash } from "node:crypto";
import {
  chmodSync,
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RunyardError, systemCode } from "../../core/mod.ts";
import { identify, isAlive } from "../../process/mod.ts";

/** What lets a command share a connection, and what is called when it has ended. */
export interface SharedConnection {
  readonly options: readonly string[];
  /** Where the connection is, if it is open and no command of ours has it; null where that is ssh's to say. */
  readonly socket: string | null;
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
 */
export function shareConnection(
  way: readonly string[],
  persistSeconds: number,
  isAll: boolean,
): SharedConnection {
  const folder = socketFolder();
  const hash = createHash("sha256").update(way.join("\0")).digest("hex");
  const count = sessions.get(hash) ?? 0;
  if (count >= MOST_SESSIONS)
    return { options: ["-oControlPath=none"], socket: null, release: () => undefined };
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

let known: string | null = null;

/** @throws {RunyardError} where somebody else has a folder in its place */
function socketFolder(): string {
  if (known !== null) return known;
  const uid = process.getuid?.() ?? 0;
  const runtime = process.env["XDG_RUNTIME_DIR"] ?? "";
  const places = [
    ...(runtime === "" ? [] : [join(runtime, "runyard-ssh")]),
    join(tmpdir(), `runyard-ssh-${uid}`),
  ];
  const path =
    places.find((place) => Buffer.byteLength(place) <= LONGEST_FOLDER) ?? `/tmp/runyard-ssh-${uid}`;
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const stat = lstatSync(path);
  if (!stat.isDirectory() || stat.uid !== uid)
    throw new RunyardError(
      "not-allowed",
      `Cannot keep ssh connections in "${path}": it belongs to somebody else`,
    );
  chmodSync(path, 0o700);
  known = path;
  return path;
}
