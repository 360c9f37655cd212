import { Interrupted } from "../nodeset/interrupted.ts";
import { UsageError } from "../nodeset/usage-error.ts";
import type { OutputStream } from "../output.ts";
import { exitCodes } from "../plain-exit-codes.ts";
import { visibleText } from "../visible-text.ts";

/** Says what went wrong in one sentence. @returns the exit code */
export function reportGatherError(error: unknown, stderr: OutputStream, isDebugging: boolean): number {
  if (error instanceof Interrupted) return error.exitCode;
  const isUsage = error instanceof UsageError;
  stderr.write(`${textOf(error, isUsage, isDebugging)}\n`);
  return isUsage ? exitCodes.usage : exitCodes.failure;
}

function textOf(error: unknown, isUsage: boolean, isDebugging: boolean): string {
  if (isDebugging && error instanceof Error) return error.stack ?? error.message;
  const message = visibleText(error instanceof Error ? error.message : String(error));
  return isUsage ? `${message} (runyard gather --help tells more)` : message;
}
