import { chmodSync, lstatSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RunyardError } from "../../core/mod.ts";
import type { WorkerContext } from "../worker.ts";
import type { Profile } from "./profile.ts";

/** The options that every ssh of ours has, and those that a node has of its own. */
export function sshOptions({ info }: WorkerContext, profile: Profile): readonly string[] {
  const user = profile.user ?? info.get("sshUser");
  const own = [...info.get("sshOptions"), ...(profile.options ?? [])];
  const connectTimeout = Math.ceil(info.get("connectTimeout"));
  return [
    ...own,
    // A node must not be able to use our agent or our screen.
    "-oForwardAgent=no",
    "-oForwardX11=no",
    "-oBatchMode=yes",
    ...(connectTimeout > 0 ? [`-oConnectTimeout=${connectTimeout}`] : []),
    ...(user === null ? [] : [`-oUser=${user}`]),
    ...(profile.port === undefined ? [] : [`-oPort=${profile.port}`]),
    ...(profile.key === undefined ? [] : [`-oIdentityFile=${profile.key}`]),
    ...sharing(info.get("sshPersist"), own),
  ];
}

/**
 * Options by which commands share a connection: the first leaves it open for so many seconds after the last command, in a
 * socket that only this user can use. Nothing where the user's own options say how it is done.
 */
function sharing(persistSeconds: number, own: readonly string[]): readonly string[] {
  if (persistSeconds === 0 || own.some((option) => /control(?:master|path|persist)/i.test(option))) return [];
  return [
    "-oControlMaster=auto",
    `-oControlPersist=${Math.ceil(persistSeconds)}`,
    `-oControlPath=${join(socketFolder(), "%C")}`,
  ];
}

let folder: string | null = null;

/** @throws {RunyardError} where somebody else has a folder in its place */
function socketFolder(): string {
  if (folder !== null) return folder;
  const uid = process.getuid?.() ?? 0;
  const base = process.env["XDG_RUNTIME_DIR"];
  const path =
    base === undefined || base === "" ? join(tmpdir(), `runyard-ssh-${uid}`) : join(base, "runyard-ssh");
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const stat = lstatSync(path);
  if (!stat.isDirectory() || stat.uid !== uid)
    throw new RunyardError(
      "not-allowed",
      `Cannot keep ssh connections in "${path}": it belongs to somebody else`,
    );
  chmodSync(path, 0o700);
  folder = path;
  return path;
}
