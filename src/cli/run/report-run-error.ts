import { exitCodeOf } from "../exit-codes.ts";
import { Interrupted } from "../nodeset/interrupted.ts";
import { UsageError } from "../nodeset/usage-error.ts";
import type { OutputStream } from "../output.ts";
import { exitCodes } from "../plain-exit-codes.ts";
import { visibleText } from "../visible-text.ts";

/** Where it is reported, and how. */
export interface RunErrorPlace {
  readonly stderr: OutputStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly name: "run" | "copy";
  readonly isCompat: boolean;
}

/** Says what went wrong in one sentence. @returns the exit code */
export function reportRunError(error: unknown, place: RunErrorPlace): number {
  if (error instanceof Interrupted) return error.exitCode;
  const { stderr, isCompat } = place;
  const isUsage = error instanceof UsageError;
  stderr.write(`${textOf(error, place)}\n`);
  if (isUsage) return exitCodes.usage;
  return isCompat ? exitCodes.failure : exitCodeOf(error);
}

function textOf(error: unknown, { environment, name, isCompat }: RunErrorPlace): string {
  if (environment["RUNYARD_DEBUG"] === "1" && error instanceof Error) return error.stack ?? error.message;
  const message = visibleText(error instanceof Error ? error.message : String(error));
  if (!(error instanceof UsageError)) return isCompat ? `clush: ${message}` : message;
  return isCompat
    ? `Usage: clush [options] command\n\nclush: error: ${message}`
    : `${message} (runyard ${name} --help tells more)`;
}
