import { didYouMean } from "../../core/mod.ts";
import type { NodeSet } from "../node-set.ts";
import { GroupError } from "./group-error.ts";
import { type Reference, writeReference } from "./reference.ts";

/**
 * A group that is not there. A source that can't list its groups says so by giving no nodes: then an empty group can't be told
 * from a slip of the pen, and the slip is the one that does harm.
 *
 * @param names the names that its source knows; null where it can't list them
 */
export function unknownGroup(
  reference: Reference,
  defaultSource: string | null,
  names: NodeSet | null,
): GroupError {
  const { source, group } = reference;
  const reason =
    names === null
      ? `the group source "${source}" gives it no nodes, and can't list what groups there are`
      : `the group source "${source}" has no such group${hint(group, names, (meant) =>
          writeReference({ ...reference, group: meant }, defaultSource),
        )}`;
  return new GroupError(
    "unknown-group",
    `Cannot resolve "${writeReference(reference, defaultSource)}": ${reason}`,
  );
}

/** A source that is not there. */
export function unknownSource(name: string, known: readonly string[]): GroupError {
  const meant = hint(name, known, (source) => `"${source}"`);
  const others = meant === "" && known.length > 0 ? `; there are ${known.join(", ")}` : meant;
  return new GroupError(
    "unknown-source",
    `Cannot find the group source "${name}": there is none of that name${others}`,
  );
}

/** No source at all. */
export function noSource(searched: readonly string[]): GroupError {
  return new GroupError(
    "unknown-source",
    `Cannot resolve groups: no group source is configured in ${searched.join(", ")}`,
  );
}

/** More names than this take too long to compare. */
const MOST_COMPARED = 10_000;

function hint(word: string, known: Iterable<string>, write: (meant: string) => string): string {
  const meant = didYouMean(word, [...Iterator.from(known).take(MOST_COMPARED)]);
  return meant === undefined ? "" : `; did you mean ${write(meant)}?`;
}
