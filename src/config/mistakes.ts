import { RunyardError } from "../core/mod.ts";
import { type Mistake, printableText } from "../job/mod.ts";
import type { PlacedMistake, Source } from "./source.ts";

/** A mistake with its place in the file and its key before it: `jobs.render.limits.duration: expected …`. */
export function placeMistake(source: Source, { path, message, about }: Mistake): PlacedMistake {
  const key = path.reduce<string>((text, part) => text + stepOf(text, part), "");
  return { place: source.place(path, about), message: key === "" ? message : `${key}: ${message}` };
}

/** The error that tells of all mistakes in a file, one a line, in their order in the file. */
export function mistakesError(
  file: string,
  mistakes: readonly PlacedMistake[],
  cause?: unknown,
): RunyardError {
  const lines = mistakes.toSorted(byPlace).map((mistake) => lineOf(file, mistake));
  return new RunyardError("bad-configuration", lines.join("\n"), cause === undefined ? {} : { cause });
}

function stepOf(before: string, part: PropertyKey): string {
  if (typeof part === "number") return `[${part}]`;
  return before === "" ? String(part) : `.${String(part)}`;
}

function byPlace({ place: a }: PlacedMistake, { place: b }: PlacedMistake): number {
  return (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0);
}

function lineOf(file: string, { place, message }: PlacedMistake): string {
  const text = printableText(message).replaceAll("\n", "\\n");
  return place === undefined ? `${file}: ${text}` : `${file}:${place.line}:${place.column}: ${text}`;
}
