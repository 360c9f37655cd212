import { configurationError } from "./group-error.ts";

/** A value of a configuration file, and where it stands. */
export interface IniValue {
  /** Several lines where it goes on in indented ones. */
  readonly text: string;
  readonly file: string;
  readonly line: number;
}

/** The sections of one or several files, in the order of their first mention; keys are in lower case. */
export type Ini = ReadonlyMap<string, IniSection>;

/** A section, and where it is first mentioned. */
export interface IniSection {
  readonly file: string;
  readonly line: number;
  readonly values: ReadonlyMap<string, IniValue>;
}

/** The section whose values all the others have as well. */
const DEFAULTS = "DEFAULT";

/**
 * Reads a file as Python's ConfigParser does: `key: value` or `key = value`, deeper indented lines go on with the value,
 * a line that begins with `#` or `;` is a comment, and the section `DEFAULT` holds what is common to all.
 *
 * @throws {GroupError} `bad-group-configuration`, with file and line
 */
export function parseIni(text: string, file: string): Ini {
  const reader = new IniReader(file);
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) reader.read(line, index + 1);
  return reader.sections;
}

/** Lays files over each other, key by key: a later one wins. */
export function mergeIni(files: readonly Ini[]): Ini {
  const merged = new Map<string, IniSection>();
  for (const [name, section] of files.flatMap((file) => [...file])) {
    const known = merged.get(name) ?? section;
    merged.set(name, { ...known, values: new Map([...known.values, ...section.values]) });
  }
  return merged;
}

/** All sections but the common one, each with the common values that it does not set itself. */
export function sectionsOf(ini: Ini): Ini {
  const common = ini.get(DEFAULTS)?.values ?? [];
  const own = [...ini].filter(([name]) => name !== DEFAULTS);
  return new Map(
    own.map(([name, section]) => [name, { ...section, values: new Map([...common, ...section.values]) }]),
  );
}

interface OpenValue {
  readonly key: string;
  readonly line: number;
  readonly lines: string[];
}

class IniReader {
  readonly sections: Map<string, IniSection> = new Map();
  readonly #file: string;
  #values: Map<string, IniValue> | null = null;
  #section = "";
  #open: OpenValue | null = null;
  #indent = 0;

  constructor(file: string) {
    this.#file = file;
  }

  read(line: string, number: number): void {
    const content = line.trim();
    if (content.startsWith("#") || content.startsWith(";")) return;
    if (content === "") return this.#goOn("");
    const indent = line.length - line.trimStart().length;
    if (this.#open !== null && indent > this.#indent) return this.#goOn(content);
    this.#indent = indent;
    const header = /^\[(.+)\]/.exec(content)?.[1];
    if (header === undefined && content.startsWith("[")) {
      throw configurationError(this.#place(number), 'the name of a section must end with "]"');
    }
    if (header === undefined) this.#startValue(content, number);
    else this.#startSection(header, number);
  }

  #goOn(content: string): void {
    if (this.#open === null) return;
    this.#open.lines.push(content);
    this.#keep(this.#open);
  }

  #startSection(name: string, line: number): void {
    const known = this.sections.get(name);
    if (known !== undefined && name !== DEFAULTS) {
      throw configurationError(
        this.#place(line),
        `section [${name}] is there already, in line ${known.line}`,
      );
    }
    this.#values = new Map(known?.values);
    this.#section = name;
    this.#open = null;
    this.sections.set(name, { file: this.#file, line: known?.line ?? line, values: this.#values });
  }

  #startValue(content: string, line: number): void {
    if (this.#values === null) {
      throw configurationError(this.#place(line), "a section such as [Main] must come first");
    }
    const [, key = "", text = ""] = /^(.*?)\s*[:=]\s*(.*)$/.exec(content) ?? [];
    if (key === "") {
      throw configurationError(this.#place(line), 'expected "key: value", a section or a comment');
    }
    const name = key.toLowerCase();
    if (this.#values.get(name)?.file === this.#file) {
      throw configurationError(
        this.#place(line),
        `the key "${name}" is there already in section [${this.#section}]`,
      );
    }
    this.#open = { key: name, line, lines: [text] };
    this.#keep(this.#open);
  }

  #keep({ key, line, lines }: OpenValue): void {
    this.#values?.set(key, { text: lines.join("\n").trimEnd(), file: this.#file, line });
  }

  #place(line: number): { file: string; line: number } {
    return { file: this.#file, line };
  }
}
