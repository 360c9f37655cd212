import type { Language, Literal, PathMap } from "../interpreter/mod.ts";
import { fillSource, indexOfName } from "../job/mod.ts";
import type { HostContext, OpenItem } from "./host-context.ts";
import type { InterpreterRecipe } from "./interpreter-keys.ts";

/** Puts the values of a job's parameters and of an item into the source of commands, as literals of the language. */
export class SourceFiller {
  readonly #language: Language;
  readonly #paths: PathMap;
  readonly #context: HostContext;

  constructor(language: Language, paths: PathMap, context: HostContext) {
    this.#language = language;
    this.#paths = paths;
    this.#context = context;
  }

  /** @param item null where there is none: in `setup` and `teardown` */
  fill(source: string, item: OpenItem | null): string {
    return fillSource(source, (name, isPath) => {
      const value = item === null ? undefined : this.#itemValue(name, item);
      const known = value === undefined ? this.#jobValue(name) : value;
      if (known === undefined) return undefined;
      return this.#language.literal(isPath ? this.#converted(known) : known);
    });
  }

  #itemValue(name: string, item: OpenItem): Literal | undefined {
    switch (name) {
      case "item":
        return item.value;
      case "rank":
        return item.index;
      case "index":
        return this.#context.recipe.hasNodeSet ? numberOf(indexOfName(item.name)) : item.index;
      case "results":
        return item.resultsFolder;
      default:
        return undefined;
    }
  }

  /** A parameter without a value is null, and one that is not there is no placeholder. */
  #jobValue(name: string): Literal | undefined {
    const { parameters, recipe } = this.#context;
    const { parameterNames } = recipe.recipe as InterpreterRecipe;
    return parameterNames.includes(name) ? ((parameters[name] ?? null) as Literal) : undefined;
  }

  #converted(value: Literal): Literal {
    if (typeof value === "string") return this.#paths.convert(value);
    return isList(value) ? value.map((one) => this.#converted(one)) : value;
  }
}

/** A whole number beyond 2^53 stays exact. */
function numberOf(digits: string | undefined): Literal {
  if (digits === undefined) return null;
  return Number.isSafeInteger(Number(digits)) ? Number(digits) : BigInt(digits);
}

function isList(value: Literal): value is readonly Literal[] {
  return Array.isArray(value);
}
