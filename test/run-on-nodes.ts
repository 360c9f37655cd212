import type { OutputStream } from "../src/cli/output.ts";
import { runRun } from "../src/cli/run/run-run.ts";

/** What came out of a command line. */
export interface Outcome {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command line is run with besides its words. */
export interface RunWith {
  readonly input?: Iterable<Uint8Array | string>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly name?: "run" | "copy";
  readonly onStop?: (first: () => void, second: () => void) => () => void;
}

class Written implements OutputStream {
  readonly parts: Buffer[] = [];
  write(chunk: string | Uint8Array): boolean {
    this.parts.push(Buffer.from(chunk));
    return true;
  }
  once(): this {
    return this;
  }
  get text(): string {
    return Buffer.concat(this.parts).toString();
  }
}

/** Runs `runyard run` in this process, on commands that are real. */
export async function runOnNodes(
  argv: readonly string[],
  { input, environment = {}, name = "run", onStop }: RunWith = {},
): Promise<Outcome> {
  const [stdout, stderr] = [new Written(), new Written()];
  const exit = await runRun(
    argv,
    {
      stdin: chunks(input ?? []),
      stdout,
      stderr,
      terminals: { stdin: input === undefined, stdout: false, stderr: false },
      // Nothing of this machine is read, and nothing is left on it.
      environment: { HOME: "/dev/null", CLUSTERSHELL_CFGDIR: "/dev/null", ...environment },
      ...(onStop !== undefined && { onStop }),
    },
    name,
  );
  return { exit, stdout: stdout.text, stderr: stderr.text };
}

async function* chunks(list: Iterable<Uint8Array | string>): AsyncGenerator<Uint8Array> {
  for (const each of list) yield Buffer.from(each);
}
