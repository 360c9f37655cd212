import { messageOf, systemCode } from "./error.ts";

/** Why a file could not be read, for a sentence that has named it. */
export function readReason(error: unknown): string {
  switch (systemCode(error)) {
    case "ENOENT":
    case "ENOTDIR":
      return "there is no such file";
    case "EACCES":
    case "EPERM":
      return "you may not read it";
    case "EISDIR":
      return "it is a folder";
    default:
      return messageOf(error);
  }
}
