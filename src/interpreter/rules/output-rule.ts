import { readPattern, refusal, search } from "./rule-pattern.ts";

/** The paths of outputs that a line names. */
export type OutputRule = (line: string) => readonly string[];

/**
 * Reads a pattern for outputs. The path stands in the group named `path`; without it, every group that takes part in a
 * match is a path.
 *
 * @throws {SyntaxError} for a pattern that can't be read or has no group
 */
export function readOutputRule(text: string): OutputRule {
  const pattern = readPattern("output", text);
  const count = pattern.groupCount();
  if (count === 0) throw refusal("output", text, "it needs a group around the path, such as Saved: '(.+)'");
  const { path } = pattern.namedGroups();
  const groups = path === undefined ? Array.from({ length: count }, (_, index) => index + 1) : [path];
  return (line) => {
    const match = search(pattern, line);
    return match === null ? [] : groups.map((group) => match[group]).filter(isPath);
  };
}

function isPath(text: unknown): text is string {
  return typeof text === "string" && text !== "";
}
