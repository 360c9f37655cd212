import { Command } from "commander";
import type { TypeView } from "../../server/api.ts";
import type { Cell } from "../cell.ts";
import { makeContext } from "../context.ts";
import { helpText } from "../help-text.ts";
import type { Output } from "../output.ts";

type Parameter = TypeView["parameters"][number];

/** `runyard types`: what can be submitted. */
export function typesCommand(): Command {
  return new Command("types")
    .description("Lists the job types that a server offers; with a name, that type and its parameters.")
    .argument("[type]", "a job type")
    .addHelpText(
      "after",
      helpText(["runyard types", "runyard types periodogram"], "4 where there is no such type"),
    )
    .action(async (name: string | undefined, _options, command: Command) => {
      const { client, output } = makeContext(command);
      if (name === undefined) listTypes(await client.types(), output);
      else showType(await client.json<TypeView>(`types/${encodeURIComponent(name)}`), output);
    });
}

function listTypes(types: readonly TypeView[], output: Output): void {
  const hasHeld = types.some(({ held }) => held);
  output.list(
    types,
    [
      { title: "TYPE" },
      { title: "PARAMETERS", shrinks: true },
      ...(hasHeld ? [{ title: "HELD" }] : []),
      { title: "TITLE", shrinks: true },
    ],
    (type) => [
      type.name,
      type.parameters.map(({ name, required }) => (required ? name : `[${name}]`)).join(" "),
      ...(hasHeld ? [heldCell(type)] : []),
      type.title ?? "",
    ],
  );
}

function heldCell({ held }: TypeView): Cell {
  return held ? { text: "held", style: "yellow" } : "";
}

function showType(type: TypeView, output: Output): void {
  output.show(type, () => {
    output.line({ text: type.name, style: "bold" }, type.title === null ? "" : `: ${type.title}`);
    for (const line of (type.description ?? "").split("\n").filter(Boolean)) output.line("  ", line);
    if (type.held)
      output.line(heldCell(type), `: nothing of it is started before: runyard release ${type.name}`);
    if (type.parameters.length === 0) output.line("It takes no parameters");
    else
      output.table(
        [
          { title: "PARAMETER" },
          { title: "KIND" },
          { title: "DEFAULT", shrinks: true },
          { title: "ACCEPTS", shrinks: true },
          { title: "TITLE", shrinks: true },
        ],
        type.parameters.map((parameter) => [
          { text: parameter.name, style: "bold" },
          parameter.multiple ? `${parameter.kind}, several` : parameter.kind,
          defaultOf(parameter),
          accepted(parameter),
          parameter.title ?? parameter.description ?? "",
        ]),
      );
  });
}

function defaultOf(parameter: Parameter): string {
  if (parameter.required) return "(required)";
  const value = parameter.default;
  return value === null || value === undefined
    ? ""
    : typeof value === "string"
      ? value
      : JSON.stringify(value);
}

function accepted(parameter: Parameter): string {
  const { minimum, maximum, choices, pattern, maxLength } = parameter;
  return [
    ...(minimum === null ? [] : [`at least ${minimum}`]),
    ...(maximum === null ? [] : [`at most ${maximum}`]),
    ...(choices.length === 0 ? [] : [choices.join(" | ")]),
    ...(pattern === null ? [] : [`like ${pattern}`]),
    ...(maxLength === null ? [] : [`${maxLength} characters at most`]),
  ].join(", ");
}
