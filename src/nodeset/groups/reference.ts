/** What an expression asks of a source: the nodes of a group, all nodes, or the names of its groups. */
export interface Reference {
  readonly kind: "group" | "all" | "names";
  readonly source: string;
  /** The group's name; empty for the other kinds. */
  readonly group: string;
}

/**
 * Reads `@group`, `@source:group`, `@*`, `@source:*`, `@@` and `@@source`.
 *
 * @param name a name with its `@`
 * @param source tells the source where none is named
 */
export function readReference(name: string, source: () => string): Reference {
  const text = name.slice(1);
  if (text.startsWith("@")) return { kind: "names", source: text.slice(1) || source(), group: "" };
  const colon = text.indexOf(":");
  const named = colon === -1 ? "" : text.slice(0, colon);
  const group = text.slice(colon + 1);
  if (group === "*") return { kind: "all", source: named || source(), group: "" };
  return { kind: "group", source: named || source(), group };
}

/** The reference as one writes it where `source` need not be named. */
export function writeReference(reference: Reference, source: string | null): string {
  const prefix = reference.source === source ? "" : `${reference.source}:`;
  switch (reference.kind) {
    case "group":
      return `@${prefix}${reference.group}`;
    case "all":
      return `@${prefix}*`;
    case "names":
      return `@@${reference.source === source ? "" : reference.source}`;
  }
}

/** One text for each reference. */
export function keyOf({ kind, source, group }: Reference): string {
  return JSON.stringify([kind, source, group]);
}
