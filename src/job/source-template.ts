import { didYouMean } from "../core/mod.ts";

/** A placeholder in source text. `{{name}}` is the text `{name}`; all other braces are the language's own. */
const PLACEHOLDER = /\{\{([A-Za-z][A-Za-z0-9_]*)\}\}|\{(?:(path):)?([A-Za-z][A-Za-z0-9_]*)\}/g;

/** What stands for a placeholder, as source text of the language; undefined where the name is none of ours. */
export type SourceLookup = (name: string, isPath: boolean) => string | undefined;

/**
 * Puts values into the source of a command: `{name}` and `{path:name}` where the name is a known one. Languages have
 * braces of their own, so what is no known name stays as it is.
 */
export function fillSource(source: string, lookup: SourceLookup): string {
  return source.replaceAll(
    PLACEHOLDER,
    (whole, escaped: string | undefined, path: string | undefined, name: string | undefined) => {
      if (escaped !== undefined) return lookup(escaped, false) === undefined ? whole : `{${escaped}}`;
      return (name === undefined ? undefined : lookup(name, path !== undefined)) ?? whole;
    },
  );
}

/** Paths of what is no known name, in sentences. */
export function checkSource(source: string, known: readonly string[]): readonly string[] {
  return [...source.matchAll(PLACEHOLDER)].flatMap(([whole, , path, name]) => {
    // Without `path:` it may be the language's own, such as the {step} of an f-string.
    if (name === undefined || path === undefined || known.includes(name)) return [];
    const meant = didYouMean(name, known);
    const hint = meant === undefined ? ` (${whole})` : `; did you mean {path:${meant}}?`;
    return [`Cannot fill in "${shortened(source)}": no parameter is named "${name}"${hint}`];
  });
}

function shortened(source: string): string {
  const [line = ""] = source.trim().split("\n");
  return line.length > 60 || line !== source.trim() ? `${line.slice(0, 60)}…` : line;
}
