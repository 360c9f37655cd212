import type { Language } from "../language.ts";
import { bash } from "./bash.ts";
import { blender } from "./blender.ts";
import { node } from "./node.ts";
import { perl } from "./perl.ts";
import { python } from "./python.ts";

/** All languages by their names: the only place where one is registered. */
export const languages: ReadonlyMap<string, Language> = new Map(
  [python, node, bash, perl, blender].map((language) => [language.name, language]),
);
