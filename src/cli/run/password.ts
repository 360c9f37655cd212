import { closeSync, openSync, readSync } from "node:fs";
import { ReadStream } from "node:tty";
import { RunyardError, messageOf } from "../../core/mod.ts";

/** So long a password can be. */
const MOST_BYTES = 4096;

/** The first line of a descriptor. @throws {RunyardError} where it can't be read */
export function readPasswordFrom(descriptor: number): string {
  const bytes = Buffer.alloc(MOST_BYTES);
  try {
    let length = 0;
    while (length < MOST_BYTES && !bytes.subarray(0, length).includes(10)) {
      const count = readSync(descriptor, bytes, length, MOST_BYTES - length, null);
      if (count === 0) break;
      length += count;
    }
    return bytes.subarray(0, length).toString().split("\n")[0] ?? "";
  } catch (error) {
    throw new RunyardError(
      "bad-parameter",
      `Cannot read a password from descriptor ${descriptor}: ${messageOf(error)}`,
    );
  }
}

/** Asks on the terminal, whatever standard input is; what is typed is not shown. @throws {RunyardError} where there is none */
export async function askPassword(prompt: string): Promise<string> {
  let descriptor: number;
  try {
    descriptor = openSync("/dev/tty", "r+");
  } catch (error) {
    throw new RunyardError(
      "bad-parameter",
      `Cannot ask for a password: there is no terminal; give it with --password-fd`,
      { cause: error },
    );
  }
  const { writeSync } = await import("node:fs");
  const terminal = new ReadStream(descriptor);
  try {
    terminal.setRawMode(true);
    writeSync(descriptor, prompt);
    return await typedLine(terminal);
  } finally {
    terminal.setRawMode(false);
    writeSync(descriptor, "\n");
    terminal.destroy();
    closeQuietly(descriptor);
  }
}

const KEYS = { interrupt: 3, end: 4, backspace: 8, delete: 127 } as const;

function typedLine(terminal: ReadStream): Promise<string> {
  const typed: number[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  terminal.on("error", reject);
  terminal.on("data", (chunk: Buffer) => {
    for (const key of chunk) {
      if (key === KEYS.interrupt) return process.kill(process.pid, "SIGINT");
      if (key === 10 || key === 13 || key === KEYS.end) return resolve(Buffer.from(typed).toString());
      if (key === KEYS.backspace || key === KEYS.delete) typed.pop();
      else typed.push(key);
    }
  });
  return promise;
}

function closeQuietly(descriptor: number): void {
  try {
    closeSync(descriptor);
  } catch {
    // The stream has closed it.
  }
}
