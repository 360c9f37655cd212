import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { TestContext } from "node:test";

const program =
  process.env["RUNYARD_UWS_VALIDATE"] ?? fileURLToPath(new URL("../../shared/uws/validate", import.meta.url));

/**
 * Fails where a document is not valid by the schema of UWS 1.1. The validator is a program of its own, which takes
 * `-` for standard input: `../shared/uws/validate`, or what RUNYARD_UWS_VALIDATE names. Without it the check can't be
 * made: in CI that is a failure, elsewhere a diagnostic.
 */
export async function assertValidUws(t: TestContext, document: string): Promise<void> {
  if (!existsSync(program)) {
    const message = `The UWS schema check was not made: there is no validator at "${program}" (RUNYARD_UWS_VALIDATE may name another)`;
    if (process.env["CI"] === "true") throw new Error(message);
    t.diagnostic(message);
    return;
  }
  const child = spawn(program, ["-"], { stdio: ["pipe", "ignore", "pipe"] });
  const closed = new Promise<number | null>((resolve, reject) =>
    child.once("close", resolve).once("error", reject),
  );
  child.stdin.end(document);
  const complaints = await text(child.stderr);
  if ((await closed) !== 0) throw new Error(`Not valid by the UWS 1.1 schema:\n${complaints}\n${document}`);
}
