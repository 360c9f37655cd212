import { systemCode } from "../core/mod.ts";
import { errorText } from "./error-text.ts";
import { exitCodeOf, exitCodes } from "./exit-codes.ts";
import { endWithoutReader } from "./lost-reader.ts";
import { makeProgram } from "./program.ts";

/** Runs the command line as commander knows it. The exit code is left in `process.exitCode`. */
export async function runProgram(argv: readonly string[]): Promise<void> {
  endWithoutReader(process.stdout);
  endWithoutReader(process.stderr);
  try {
    const program = await makeProgram(argv);
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    report(error);
  }
}

function report(error: unknown): void {
  if (isCommander(error)) {
    // Help and version end this way as well; what was wrong has been written already.
    process.exitCode = error.exitCode === 0 ? exitCodes.success : exitCodes.usage;
    return;
  }
  const text =
    process.env["RUNYARD_DEBUG"] === "1" && error instanceof Error ? (error.stack ?? "") : errorText(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = exitCodeOf(error);
}

function isCommander(error: unknown): error is Error & { readonly exitCode: number } {
  return error instanceof Error && (systemCode(error) ?? "").startsWith("commander.");
}
