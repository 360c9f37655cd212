import assert from "node:assert/strict";
import { test } from "node:test";
import { jobError } from "./job-error.ts";
import { type Outcome, isSuccess } from "./outcome.ts";
import { describeOutcome } from "./outcome-text.ts";

const sentences: readonly (readonly [Outcome, "transient" | "fatal", string])[] = [
  [{ kind: "exit", status: 3 }, "fatal", "The command ended with exit status 3"],
  [
    { kind: "exit", status: 126 },
    "fatal",
    "The command ended with exit status 126, which a shell reports when it finds a program and cannot execute it",
  ],
  [
    { kind: "exit", status: 127 },
    "fatal",
    "The command ended with exit status 127, which a shell reports when it finds no such program",
  ],
  [
    { kind: "exit", status: 137 },
    "fatal",
    "The command ended with exit status 137, which a shell reports when signal 9 (SIGKILL) ended its command",
  ],
  [{ kind: "exit", status: 255 }, "fatal", "The command ended with exit status 255"],
  [
    { kind: "signal", signal: "SIGKILL" },
    "transient",
    "The command was ended by signal SIGKILL, which Runyard did not send; the system sends it when memory runs out",
  ],
  [
    { kind: "signal", signal: "SIGTERM" },
    "transient",
    "The command was ended by signal SIGTERM, which Runyard did not send",
  ],
  [{ kind: "signal", signal: "SIGSEGV" }, "fatal", "The command was ended by signal SIGSEGV"],
  [
    { kind: "signal", signal: "SIGPIPE", outputLost: "ENOSPC" },
    "transient",
    "The command was ended by signal SIGPIPE; some of its output was lost: the disk is full (ENOSPC)",
  ],
  [
    { kind: "exit", status: 0, outputLost: "EIO" },
    "transient",
    "The command ended with exit status 0; some of its output was lost: the disk could not be written (EIO)",
  ],
  [
    { kind: "exit", status: 1, outputLost: "EFBIG" },
    "fatal",
    "The command ended with exit status 1; some of its output was lost: the file may not grow any more (EFBIG)",
  ],
  [
    { kind: "launch", reason: "program", system: "ENOENT", what: "periodogrm" },
    "fatal",
    'Cannot start "periodogrm": there is no such program in PATH',
  ],
  [
    { kind: "launch", reason: "program", system: "ENOENT", what: "./run.sh" },
    "fatal",
    'Cannot start "./run.sh": there is no such program, or the interpreter that its first line names is missing',
  ],
  [
    { kind: "launch", reason: "program", system: "EACCES", what: "/x/y" },
    "fatal",
    'Cannot start "/x/y": it is not executable for this user',
  ],
  [
    { kind: "launch", reason: "program", system: "EAGAIN", what: "/x/y" },
    "transient",
    'Cannot start "/x/y": the system has no room for another process now (EAGAIN)',
  ],
  [
    { kind: "launch", reason: "working-folder", system: "ENOENT", what: "/gone" },
    "fatal",
    'Cannot start in the working folder "/gone": it does not exist',
  ],
  [
    { kind: "launch", reason: "folder", system: "ENOSPC", what: "/data/1" },
    "transient",
    'Cannot make the folder "/data/1" for the work: the disk is full (ENOSPC)',
  ],
  [
    { kind: "launch", reason: "order", system: 'Cannot read "{x": a brace is open', what: "" },
    "fatal",
    'Cannot hand the work to its agent: Cannot read "{x": a brace is open',
  ],
  [
    {
      kind: "exception",
      name: "TypeError",
      message: "x is\nno y",
      stack: "TypeError: x is no y\n    at f (a.ts:1:2)",
    },
    "fatal",
    "The command threw TypeError: x is no y",
  ],
  [
    { kind: "exception", name: "AssertionError", message: "", stack: "AssertionError" },
    "fatal",
    "The command threw AssertionError",
  ],
  [
    { kind: "output-limit", limitBytes: 1_000_000, writtenBytes: 1_234_000 },
    "fatal",
    "The command wrote 1.2 MB of output and was ended: its limit is 1.0 MB",
  ],
  [
    { kind: "duration", limitMs: 600_000 },
    "transient",
    "The command was ended because the job reached its execution duration of 10 min",
  ],
  [{ kind: "aborted" }, "transient", "The command was ended because the job was aborted"],
  [
    { kind: "lost", message: "its shim died" },
    "transient",
    "The command was lost, and how it ended is not known: its shim died",
  ],
  [
    { kind: "not-started", message: "the agent restarted" },
    "transient",
    "The command was never started: the agent restarted",
  ],
];

test("describeOutcome() says a different sentence of each way of ending", () => {
  for (const [outcome, , sentence] of sentences) assert.equal(describeOutcome(outcome), sentence);
  assert.equal(new Set(sentences.map(([, , sentence]) => sentence)).size, sentences.length);
});

test("describeOutcome() names the item and what did the work", () => {
  const context = { item: "a.txt", subject: "The function" };
  const sentence = 'Item "a.txt": The function ended with exit status 1';
  assert.equal(describeOutcome({ kind: "exit", status: 1 }, context), sentence);
});

test("isSuccess() wants all of the output", () => {
  assert.equal(isSuccess({ kind: "exit", status: 0 }), true);
  assert.equal(isSuccess({ kind: "exit", status: 0, outputLost: "ENOSPC" }), false);
  assert.equal(isSuccess({ kind: "exit", status: 1 }), false);
});

test("jobError() is transient where another try may do", () => {
  for (const [outcome, type, sentence] of sentences) assert.equal(jobError(outcome, "").type, type, sentence);
});

test("jobError() adds the last lines of standard error, and all of it to the detail", () => {
  const tail = "one\ntwo\n\nthree\r\nfour\nfive\nsix\n";
  const error = jobError({ kind: "exit", status: 1 }, tail);
  assert.equal(error.message, "The command ended with exit status 1\ntwo\nthree\nfour\nfive\nsix");
  const detail =
    "The command ended with exit status 1\n\nThe end of standard error:\none\ntwo\n\nthree\nfour\nfive\nsix";
  assert.equal(error.detail, detail);
});

test("jobError() keeps the message short, whatever was written", () => {
  const error = jobError({ kind: "exit", status: 1 }, `${"x".repeat(100_000)}\n${"y".repeat(100_000)}`);
  assert.ok(error.message.length < 500);
  assert.ok(error.message.endsWith(`${"y".repeat(200)}…`));
  assert.ok(error.detail.length > 200_000);
});

test("jobError() lets through nothing that XML 1.0 can't hold", () => {
  const hostile = Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code)).join("");
  const tail = `${hostile}\u007f\u0085\ud800x\udc00\ufffe\uffff\u{1f600}\u001b[31mred\u001b[0m`;
  const outcome: Outcome = { kind: "exception", name: "E\0", message: "\u0001", stack: "s\ud800" };
  const { message, detail } = jobError(outcome, tail, { item: "i\u0002" });
  const illegal = /[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
  assert.doesNotMatch(message, illegal);
  assert.doesNotMatch(detail, illegal);
  assert.match(message, /\\x7f\\x85\\ud800x\\udc00\\ufffe\\uffff\u{1f600}red$/u);
});

test("jobError() puts an exception's stack into the detail", () => {
  const outcome: Outcome = {
    kind: "exception",
    name: "Error",
    message: "no",
    stack: "Error: no\n    at f (a.ts:1:2)",
  };
  const { message, detail } = jobError(outcome, "", { subject: "The function" });
  assert.equal(message, "The function threw Error: no");
  assert.equal(detail, "The function threw Error: no\n\nError: no\n    at f (a.ts:1:2)");
});
