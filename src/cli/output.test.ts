import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { test } from "node:test";
import { Output } from "./output.ts";

/** A place to write to that keeps what it was given, and may say that it is full. */
class Sink extends EventEmitter {
  text = "";
  full = false;
  readonly isTTY: boolean;
  readonly columns: number = 40;

  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }

  write(chunk: string | Uint8Array): boolean {
    this.text += Buffer.from(chunk).toString();
    return !this.full;
  }
}

function makeOutput(
  isTTY: boolean,
  json = false,
  environment: Record<string, string> = {},
): { output: Output; out: Sink; err: Sink } {
  const [out, err] = [new Sink(isTTY), new Sink(isTTY)];
  return { output: new Output({ stdout: out, stderr: err, json, environment }), out, err };
}

test("Output writes one JSON object a line with json, whatever the terminal", () => {
  const { output, out } = makeOutput(true, true);
  output.list([{ a: 1 }, { a: "x\ny" }], [{ title: "A" }], ({ a }) => [String(a)]);
  assert.equal(out.text, '{"a":1}\n{"a":"x\\ny"}\n');
});

test("Output colours on a terminal alone, and not with NO_COLOR or a dumb one", () => {
  const cell = { text: "ERROR", style: "red" as const };
  const write = (isTTY: boolean, environment: Record<string, string>): string => {
    const { output, out } = makeOutput(isTTY, false, environment);
    output.line(cell);
    return out.text;
  };
  assert.equal(write(true, {}), "\u001b[31mERROR\u001b[39m\n");
  assert.equal(write(true, { NO_COLOR: "" }), "\u001b[31mERROR\u001b[39m\n");
  for (const environment of [{ NO_COLOR: "1" }, { TERM: "dumb" }])
    assert.equal(write(true, environment), "ERROR\n");
  assert.equal(write(false, {}), "ERROR\n");
});

test("Output.progress() stays on one line of the terminal", () => {
  const { output, err } = makeOutput(true);
  output.progress(`${"x".repeat(100)}\n`);
  assert.equal(err.text, `\r\u001b[2K${"x".repeat(38)}…`);
});

test("Output.instant() is relative on a terminal and exact in a pipe", () => {
  const instant = new Date(Date.now() - 180_500).toISOString();
  assert.equal(makeOutput(true).output.instant(instant), "3 min ago");
  assert.equal(makeOutput(false).output.instant(instant), instant);
  assert.equal(makeOutput(false).output.instant(null), "-");
});

test("Output.bytes() waits until a full stream takes more", async () => {
  const { output, out } = makeOutput(false);
  out.full = true;
  let isWritten = false;
  const written = output.bytes("stdout", Buffer.from([0x68, 0x69])).then(() => (isWritten = true));
  await Promise.resolve();
  assert.equal(isWritten, false);
  const drained = once(out, "drain");
  out.emit("drain");
  await drained;
  await written;
  assert.equal(out.text, "hi");
});
