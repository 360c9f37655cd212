import { runNodeset } from "../../src/cli/nodeset/run-nodeset.ts";
import type { OutputStream } from "../../src/cli/output.ts";

/** How a nodeset command ended, ours or Debian's. */
export interface Outcome {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs our nodeset command in this process. */
export async function runOurs(
  argv: readonly string[],
  stdin: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Outcome> {
  const [stdout, stderr] = [new Written(), new Written()];
  const exit = await runNodeset(argv, { stdin: textStream(stdin), stdout, stderr, environment });
  return { exit, stdout: stdout.text, stderr: stderr.text };
}

class Written implements OutputStream {
  text = "";

  write(chunk: string | Uint8Array): boolean {
    this.text += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    return true;
  }

  once(): this {
    return this;
  }
}

async function* textStream(text: string): AsyncGenerator<string> {
  yield text;
}
