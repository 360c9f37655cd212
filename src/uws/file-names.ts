import type { JobType } from "../job/mod.ts";

/** Whether the type has a parameter of a name, in any case, that takes a file. */
export function isFileOf(type: JobType): (name: string) => boolean {
  const files = Object.values(type.parameters).filter(({ kind }) => kind === "file");
  return (name) => files.some((file) => file.name.toLowerCase() === name.toLowerCase());
}
