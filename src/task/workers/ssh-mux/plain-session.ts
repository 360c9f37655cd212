import { accessSync, constants, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";
import { isAboutConnection } from "./connection-words.ts";
import { type SshConfig, readSshConfig } from "./ssh-config.ts";

/**
 * What a session needs that is the same whether ssh asks for it or we do.
 *
 * @param program what is run as ssh
 * @param options the user's own, as arguments
 * @returns null where ssh's program, the options or the configuration may ask for more than a command
 */
export function plainSession(program: string, options: readonly string[]): SshConfig | null {
  if (!isSystemSsh(program)) return null;
  let file: string | null = null;
  for (let at = 0; at < options.length; at++) {
    const option = options[at] ?? "";
    const [, letter = "", joined = ""] = /^-([A-Za-z0-9])(.*)$/s.exec(option) ?? [];
    if (FLAGS.has(option)) continue;
    if (!VALUED.has(letter)) return null;
    const value = joined === "" ? options[++at] : joined;
    if (value === undefined) return null;
    if (letter === "F") {
      if (file !== null) return null;
      file = value;
    } else if (letter === "o" && !isPlainOption(value)) return null;
  }
  return readSshConfig(file);
}

/** Letters of ssh(1) that speak of the connection alone, without a value and with one. */
const FLAGS: ReadonlySet<string> = new Set(["-4", "-6", "-C", "-q"]);
const VALUED: ReadonlySet<string> = new Set("BFJbcilmop");

function isPlainOption(text: string): boolean {
  const [, word = "", value = ""] = /^\s*([A-Za-z0-9]+)(?:\s*=\s*|\s+)(.*)$/s.exec(text) ?? [];
  const name = word.toLowerCase();
  // Of the user's own options these come before ours.
  return isAboutConnection(name) && (!name.startsWith("forward") || value.toLowerCase() === "no");
}

/** Whether it is the one whose configuration is in /etc/ssh, and no program of the user's in its place. */
function isSystemSsh(program: string): boolean {
  const path = program.includes("/") ? program : inPath(program);
  try {
    return path !== null && realpathSync(path) === "/usr/bin/ssh";
  } catch {
    return false;
  }
}

function inPath(program: string): string | null {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.map((folder) => join(folder, program)).find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
