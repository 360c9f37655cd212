import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** A compiled module, taken apart. */
interface Module {
  readonly path: string;
  readonly source: string;
  /** Where it stands among those that are put together; what it imports stands before it. */
  readonly number: number;
}

/**
 * Puts a compiled module and those below its folder that it imports into one file, because each file takes a third of a
 * millisecond of every start. In place of the others stay lines that export the same things from there, so that a class is
 * one class for all who import it.
 *
 * It knows the forms that our compiler writes and our lint rules allow: named exports at the beginning of a line, no
 * circles, no `export *`. @throws where it meets another.
 */
export function flatten(entry: string): void {
  const folder = dirname(entry);
  const modules = new Map<string, Module>();
  collect(entry, folder, modules);
  const outside = new Map<string, string>();
  const pieces = [...modules.values()].map((module) => wrap(module, modules, outside, folder));
  const imports = [...outside].map(([specifier, name]) => `import * as ${name} from "${specifier}";`);
  const last = modules.get(entry);
  const names = pieces.at(-1)?.exported ?? [];
  const numbers = [...modules.values()].map(({ number }) => `m${number}`);
  const text = [
    ...imports,
    ...pieces.map(({ text: piece }) => piece),
    `export const { ${names.join(", ")} } = m${last?.number};`,
    `export { ${numbers.join(", ")} };`,
  ];
  writeFileSync(entry, `${text.join("\n")}\n`);
  for (const [place, { path, number }] of [...modules.values()].entries()) {
    const exported = pieces[place]?.exported ?? [];
    if (path !== entry) writeFileSync(path, stub(specifierOf(dirname(path), entry), number, exported));
  }
}

function stub(specifier: string, number: number, exported: readonly string[]): string {
  return `import { m${number} } from "${specifier}";\nexport const { ${exported.join(", ")} } = m${number};\n`;
}

/** `import { a, b as c } from "./x.js";` and the same with `export`, which may go over several lines. */
const FROM = /^(import|export) (?:\{([^}]*)\} from )?"([^"]+)";$/gm;

function collect(path: string, folder: string, modules: Map<string, Module>): void {
  if (modules.has(path)) return;
  const source = readFileSync(path, "utf8");
  for (const [, , , specifier = ""] of source.matchAll(FROM)) {
    const imported = join(dirname(path), specifier);
    if (isInside(specifier, imported, folder)) collect(imported, folder, modules);
  }
  modules.set(path, { path, source, number: modules.size });
}

function isInside(specifier: string, path: string, folder: string): boolean {
  return specifier.startsWith(".") && !relative(folder, path).startsWith("..");
}

interface Wrapped {
  readonly text: string;
  readonly exported: readonly string[];
}

/** The module as a function that is called once and returns what the module exports. */
function wrap(
  { path, source, number }: Module,
  modules: ReadonlyMap<string, Module>,
  outside: Map<string, string>,
  folder: string,
): Wrapped {
  const exported: string[] = [];
  const returned: string[] = [];
  const objectOf = (specifier: string): string => {
    const target = join(dirname(path), specifier);
    const inside = specifier.startsWith(".") ? modules.get(target) : undefined;
    if (inside !== undefined) return `m${inside.number}`;
    const fromEntry = specifier.startsWith(".") ? specifierOf(folder, target) : specifier;
    const name = outside.get(fromEntry) ?? `outside${outside.size}`;
    outside.set(fromEntry, name);
    return name;
  };
  const body = source
    .replaceAll(FROM, (_whole, verb: string, list: string | undefined, specifier: string) => {
      const object = objectOf(specifier);
      const names = namesIn(list ?? "");
      if (verb === "import")
        return names.length === 0 ? "" : `const { ${names.map(destructured).join(", ")} } = ${object};`;
      for (const { name, as } of names) returned.push(`${as}: ${object}.${name}`);
      exported.push(...names.map(({ as }) => as));
      return "";
    })
    .replaceAll(/^export \{([^}]*)\};$/gm, (_whole, list: string) => {
      for (const { name, as } of namesIn(list)) returned.push(`${as}: ${name}`);
      exported.push(...namesIn(list).map(({ as }) => as));
      return "";
    })
    .replaceAll(
      /^export ((?:async )?function\*? |class |const )(\w+)/gm,
      (_whole, kind: string, name: string) => {
        returned.push(name);
        exported.push(name);
        return `${kind}${name}`;
      },
    )
    .replaceAll(/\bimport\("(\.[^"]+)"\)/g, (_whole, specifier: string) => {
      return `import("${specifierOf(folder, join(dirname(path), specifier))}")`;
    });
  refuseTheRest(path, body, folder);
  return {
    text: `const m${number} = (() => {\n${body}\nreturn { ${returned.join(", ")} };\n})();`,
    exported,
  };
}

function namesIn(list: string): readonly { readonly name: string; readonly as: string }[] {
  return list
    .split(",")
    .map((part) => part.trim().split(" as "))
    .filter(([name]) => name !== undefined && name !== "")
    .map(([name = "", as = name]) => ({ name, as }));
}

function destructured({ name, as }: { readonly name: string; readonly as: string }): string {
  return name === as ? name : `${name}: ${as}`;
}

function specifierOf(folder: string, path: string): string {
  const from = relative(folder, path);
  return from.startsWith(".") ? from : `./${from}`;
}

/** What would not mean the same in another file, or in a function. */
function refuseTheRest(path: string, body: string, folder: string): void {
  const line = body.split("\n").find((text) => /^(?:import|export|await)\b(?!\()/.test(text));
  if (line !== undefined) throw new Error(`Cannot flatten "${path}": it has the line "${line}"`);
  if (body.includes("import.meta") && dirname(path) !== folder) {
    throw new Error(`Cannot flatten "${path}": it speaks of its own place`);
  }
}
