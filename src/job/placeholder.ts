/** A piece of a template: text as it stands, or the place of a value. */
export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "placeholder"; readonly name: string };

/** An entry of a command, taken apart. */
export type Template = readonly TemplatePart[];

/** An entry of a command: a text, or a list of texts that are left out together. */
export type CommandEntry = string | readonly string[];

/** What stands for a placeholder: one text, several, or undefined where it has no value. */
export type Lookup = (name: string) => string | readonly string[] | undefined;

const LONGEST_SHOWN = 200;
const PIECES = /\{\{|\}\}|\{([A-Za-z][A-Za-z0-9_]*)\}|[{}]/g;

/**
 * Takes an entry apart: `{name}` is a placeholder, `{{` and `}}` are braces.
 *
 * @throws {SyntaxError} where a brace stands alone, or a NUL byte is
 */
export function parseTemplate(entry: string): Template {
  const parts: TemplatePart[] = [];
  let text = "";
  let end = 0;
  // What can be a whole program.
  const shown = entry.length > LONGEST_SHOWN ? `${entry.slice(0, LONGEST_SHOWN)}…` : entry;
  if (entry.includes("\0"))
    throw new SyntaxError(`Cannot read "${shown}": no program takes a NUL byte in an argument`);
  for (const match of entry.matchAll(PIECES)) {
    const [piece, name] = match;
    text += entry.slice(end, match.index);
    end = match.index + piece.length;
    if (piece.length === 1)
      throw new SyntaxError(
        `Cannot read "${shown}": write a brace that is no placeholder as ${piece}${piece}`,
      );
    if (name === undefined) text += piece[0];
    else {
      if (text !== "") parts.push({ kind: "text", text });
      parts.push({ kind: "placeholder", name });
      text = "";
    }
  }
  text += entry.slice(end);
  return text === "" ? parts : [...parts, { kind: "text", text }];
}

/** The names in a template, each once, in their order. */
export function placeholdersOf(template: Template): readonly string[] {
  return [...new Set(template.flatMap((part) => (part.kind === "placeholder" ? [part.name] : [])))];
}

/**
 * Puts values into a command: each entry becomes one argument, whatever is in the value. An entry that is a placeholder
 * and nothing else becomes one argument for each of its values. An entry with a placeholder that has no value is left
 * out, and so is a whole list with one.
 *
 * @throws {SyntaxError} where a brace stands alone
 * @throws {RangeError} where a placeholder with several values stands inside a longer text
 */
export function expandCommand(command: readonly CommandEntry[], lookup: Lookup): readonly string[] {
  return command.flatMap((entry) => {
    const parts = (typeof entry === "string" ? [entry] : entry).map((text) => expandEntry(text, lookup));
    return parts.includes(undefined) ? [] : parts.flatMap((texts) => texts ?? []);
  });
}

function expandEntry(entry: string, lookup: Lookup): readonly string[] | undefined {
  const template = parseTemplate(entry);
  const values = new Map(placeholdersOf(template).map((name) => [name, valuesOf(name, lookup)]));
  if ([...values.values()].includes(undefined)) return undefined;
  const [first] = template;
  if (template.length === 1 && first?.kind === "placeholder") return values.get(first.name);
  return [
    template
      .map((part) => (part.kind === "text" ? part.text : oneOf(entry, part.name, values.get(part.name))))
      .join(""),
  ];
}

function valuesOf(name: string, lookup: Lookup): readonly string[] | undefined {
  const value = lookup(name);
  if (typeof value === "string") return [value];
  return value === undefined || value.length === 0 ? undefined : value;
}

function oneOf(entry: string, name: string, values: readonly string[] = []): string {
  const [value, ...more] = values;
  if (value !== undefined && more.length === 0) return value;
  throw new RangeError(
    `Cannot fill in "${entry}": {${name}} has ${values.length} values, and stands inside a longer text`,
  );
}
