import type { ProcessEnd } from "../../process/mod.ts";

/** Why a program could not be started; null where it was. */
export function launchReason(end: ProcessEnd | null): string | null {
  if (end?.kind !== "launch") return null;
  return `cannot start its program: ${WORDS[end.system] ?? end.system}`;
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: "it does not exist",
  EACCES: "it may not be run",
  E2BIG: "the command is too long",
  ENOMEM: "there is no memory left",
  EAGAIN: "there are too many processes",
  EMFILE: "this process may not open more files (ulimit -n)",
  ENFILE: "this machine may not open more files",
};
