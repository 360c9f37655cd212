/**
 * What stands before the files of an item in the ids of a job's results: its name as one part of a path, whatever is in it.
 * No two names have the same.
 */
export function resultPrefix(name: string): string {
  const part = name.replaceAll("%", "%25").replaceAll("/", "%2F");
  return part === "." || part === ".." ? part.replaceAll(".", "%2E") : part;
}
