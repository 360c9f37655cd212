import type { Agenda, ParameterSpec } from "./job-type.ts";
import { parseTemplate } from "./placeholder.ts";

/**
 * An agenda that is written as one text: `{files}` stands for the values of a parameter, everything else is a node set,
 * and so is a parameter that holds one.
 *
 * @throws {SyntaxError} where a brace stands alone
 */
export function parseAgenda(
  text: string,
  parameters: Readonly<Record<string, Pick<ParameterSpec, "kind">>>,
): Agenda {
  const [part, ...more] = parseTemplate(text);
  if (part?.kind !== "placeholder" || more.length > 0) return { kind: "node-set", text };
  const isNodeSet = parameters[part.name]?.kind === "nodeset";
  return isNodeSet ? { kind: "node-set", text } : { kind: "parameter", parameter: part.name };
}
