import { createHash } from "node:crypto";
import { lstatSync, mkdirSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join, resolve } from "node:path";
import { RunyardError } from "../core/mod.ts";

/** Where everything of one server lies: the only file that knows the names in the data folder. */
export interface DataFolder {
  readonly path: string;
  /** Files on their way in: emptied at each start. */
  readonly incoming: string;
  /** What jobs keep: `jobs/<first two>/<id>`, made when a job first has a file. */
  readonly jobs: string;
  readonly secretKey: string;
  /** Who did what. */
  readonly audit: string;
  /** A lock for each schedule that was ever started: who runs it without the server has it alone. */
  readonly schedules: string;
  /** Room held back for a full disk. */
  readonly ballast: string;
  /** The supervisor's Unix socket. */
  readonly socket: string;
  readonly agent: AgentFolder;
}

/** Where an agent keeps what it needs to outlive itself. */
export interface AgentFolder {
  readonly path: string;
  readonly attempts: string;
  readonly bell: string;
  /** The socket for instance hosts. */
  readonly gate: string;
  readonly owner: string;
  readonly log: string;
}

/** The layout of a data folder; makes nothing. */
export function dataFolder(folder: string): DataFolder {
  const path = resolve(folder);
  return {
    path,
    incoming: join(path, "incoming"),
    jobs: join(path, "jobs"),
    secretKey: join(path, "secret.key"),
    audit: join(path, "audit.log"),
    schedules: join(path, "schedules"),
    ballast: join(path, "ballast"),
    socket: socketPath(path, "supervisor.sock"),
    agent: agentFolder(join(path, "agent")),
  };
}

/** The layout of an agent's folder; makes nothing. */
export function agentFolder(path: string): AgentFolder {
  return {
    path,
    attempts: join(path, "attempts"),
    bell: join(path, "bell"),
    gate: socketPath(path, "gate.sock"),
    owner: join(path, "owner"),
    log: join(path, "agent.log"),
  };
}

/** Where a job's files lie. */
export function jobFolder(data: DataFolder, job: string): string {
  return join(data.jobs, job.slice(0, 2), job);
}

/** Makes a folder that only its owner may look into. */
export function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
}

/** A Unix socket's path holds 107 bytes on Linux (unix(7)). */
const MAX_SOCKET_PATH = 107;

/** A socket in the folder itself or, where that path is too long for one, in a private folder of the system's for temporary files. */
function socketPath(folder: string, name: string): string {
  const direct = join(folder, name);
  if (Buffer.byteLength(direct) <= MAX_SOCKET_PATH) return direct;
  const place = join(tmpdir(), `runyard-${userInfo().uid}`);
  makePrivateFolder(place);
  const state = lstatSync(place);
  if (!state.isDirectory() || state.uid !== userInfo().uid || (state.mode & 0o077) !== 0) {
    throw new RunyardError(
      "store-unusable",
      `Cannot use the folder "${place}" for sockets: it is not private to this user`,
    );
  }
  return join(place, `${createHash("sha256").update(direct).digest("hex").slice(0, 24)}.sock`);
}
