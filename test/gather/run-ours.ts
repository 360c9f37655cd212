import { runGather } from "../../src/cli/gather/run-gather.ts";
import type { OutputStream } from "../../src/cli/output.ts";

/** How a command ended. */
export interface Outcome {
  readonly exit: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs our gather command in this process, its input in these pieces. */
export async function runOurs(
  argv: readonly string[],
  stdin: readonly Uint8Array[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Outcome> {
  const [stdout, stderr] = [new Written(), new Written()];
  const exit = await runGather(argv, {
    stdin: pieces(stdin),
    stdout,
    stderr,
    onTerminal: false,
    environment,
  });
  return { exit, stdout: stdout.bytes(), stderr: stderr.bytes().toString() };
}

class Written implements OutputStream {
  readonly #chunks: Buffer[] = [];

  write(chunk: string | Uint8Array): boolean {
    this.#chunks.push(Buffer.from(chunk));
    return true;
  }

  once(): this {
    return this;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

async function* pieces(stdin: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* stdin;
}
