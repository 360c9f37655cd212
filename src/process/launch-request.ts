import { posix } from "node:path";

/** What a shim is to start, and in which folder. */
export interface LaunchRequest {
  /** The attempt's id, which the bell names. */
  readonly attempt: string;
  /** The attempt's folder, absolute; made by the shim, with the folders above it. */
  readonly folder: string;
  /** Where the command runs, absolute; null: `work` in the attempt's folder, which is made. */
  readonly cwd: string | null;
  /** The program and its arguments, each as it is: never a shell. Without a slash it is searched in the PATH of `env`. */
  readonly argv: readonly [string, ...string[]];
  /** The whole environment of the command: nothing is inherited. The sweep wants {@link attemptVariable} in it. */
  readonly env: Readonly<Record<string, string>>;
  /** Folders to be made before the start, relative to the attempt's folder. */
  readonly folders?: readonly string[];
  /** Files to be written before the start. */
  readonly files?: readonly LaunchFile[];
  /**
   * What the command has as its standard output and error.
   *
   * - pipes, unless told: the shim reads them, and appends what comes to the files of the folder
   * - files: the files of the folder, appended to; who opens `/dev/stderr` then cuts off what stands there
   */
  readonly output?: "pipes" | "files";
  /** Whether what the command leaves behind may live on: it then outlives the folder, and its output goes nowhere. */
  readonly leaveChildren?: boolean;
}

/** A file that a shim writes before it starts the command. */
export interface LaunchFile {
  /** Relative to the attempt's folder; the folders above it are made. */
  readonly path: string;
  /** The permission bits: 0o600 unless told. */
  readonly mode?: number;
  readonly content: string | Uint8Array;
}

/** The variable whose value marks all processes of one attempt. */
export const attemptVariable = "RUNYARD_ATTEMPT";

/**
 * Writes a request as the launcher reads it: its length, then keys and values, each with its length before it (four
 * bytes, big-endian).
 *
 * @throws {TypeError} where a value holds a NUL byte, or a path leaves the attempt's folder
 */
export function encodeLaunchRequest(request: LaunchRequest): Buffer {
  const fields = [
    field("attempt", checkText(request.attempt)),
    field("folder", checkText(absolute(request.folder))),
    field("cwd", request.cwd === null ? "" : checkText(absolute(request.cwd))),
    ...request.argv.map((argument) => field("argv", checkText(argument))),
    ...Object.entries(request.env).map(([name, value]) =>
      field("env", `${checkName(name)}=${checkText(value)}`),
    ),
    ...(request.folders ?? []).map((path) => field("mkdir", checkText(inside(path)))),
    ...(request.files ?? []).map((file) => field("file", encodeFile(file))),
    ...(request.output === undefined ? [] : [field("output", request.output)]),
    ...(request.leaveChildren === true ? [field("leave", "1")] : []),
  ].flat();
  const length = fields.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([bigEndian(length), ...fields]);
}

function field(key: string, value: string | Buffer): readonly Buffer[] {
  const [name, bytes] = [Buffer.from(key), Buffer.from(value)];
  return [bigEndian(name.length), name, bigEndian(bytes.length), bytes];
}

function encodeFile(file: LaunchFile): Buffer {
  const head = `${(file.mode ?? 0o600).toString(8)} ${checkText(inside(file.path))}\0`;
  return Buffer.concat([Buffer.from(head), Buffer.from(file.content as Uint8Array)]);
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A value as a new process can be given it. @throws {TypeError} where it holds a NUL byte */
export function checkText(value: string): string {
  if (value.includes("\0")) throw new TypeError(`Cannot launch with "${value}": it holds a NUL byte`);
  return value;
}

/** A variable's name as a new process can be given it. @throws {TypeError} where no variable can have it */
export function checkName(name: string): string {
  if (name !== "" && !name.includes("=")) return checkText(name);
  throw new TypeError(`Cannot launch with the variable "${name}": no variable can have this name`);
}

function absolute(path: string): string {
  if (!posix.isAbsolute(path)) throw new TypeError(`Cannot launch in "${path}": the path is not absolute`);
  return path;
}

function inside(path: string): string {
  const normal = posix.normalize(path);
  if (posix.isAbsolute(normal) || normal === "." || normal.split("/")[0] === "..") {
    throw new TypeError(`Cannot launch with the file "${path}": it is not inside the attempt's folder`);
  }
  return normal;
}
