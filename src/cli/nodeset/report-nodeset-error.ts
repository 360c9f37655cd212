import { NodeSetSyntaxError } from "../../nodeset/mod.ts";
import type { OutputStream } from "../output.ts";
import { exitCodes } from "../plain-exit-codes.ts";
import { visibleText } from "../visible-text.ts";
import { Interrupted } from "./interrupted.ts";
import { pointAt } from "./point-at.ts";
import { UsageError } from "./usage-error.ts";

/** Where it is reported. */
interface Place {
  readonly stderr: OutputStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Says what went wrong in one sentence, and where in a text. @returns the exit code */
export function reportNodesetError(error: unknown, { stderr, environment }: Place): number {
  if (error instanceof Interrupted) return error.exitCode;
  const isUsage = error instanceof UsageError;
  for (const line of linesOf(error, stderr, environment["RUNYARD_DEBUG"] === "1")) stderr.write(`${line}\n`);
  return isUsage ? exitCodes.usage : exitCodes.failure;
}

/** A terminal that does not know how wide it is says 0. */
const USUAL_WIDTH = 80;

function linesOf(error: unknown, stderr: OutputStream, isDebugging: boolean): readonly string[] {
  if (isDebugging && error instanceof Error) return [error.stack ?? error.message];
  const message = visibleText(error instanceof Error ? error.message : String(error));
  if (error instanceof UsageError) return [`${message} (runyard nodeset --help tells more)`];
  if (!(error instanceof NodeSetSyntaxError)) return [message];
  return [message, ...pointAt(error, stderr.columns || USUAL_WIDTH)];
}
