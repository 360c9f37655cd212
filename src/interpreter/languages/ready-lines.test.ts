import assert from "node:assert/strict";
import { test } from "node:test";
import { CommandDispatcher } from "../dispatcher.ts";
import type { Language } from "../language.ts";
import { bash } from "./bash.ts";
import { nodeReadyLines } from "./node-ready-lines.ts";
import { perl } from "./perl.ts";
import { python } from "./python.ts";
import type { Value } from "../value.ts";

type Cases = readonly (readonly [source: string, ready: number])[];

async function check(language: Language, cases: Cases): Promise<void> {
  await using dispatcher = new CommandDispatcher({ language });
  await dispatcher.startChild();
  const ask = async (command: string): Promise<Value> => (await dispatcher.run(command)).value;
  for (const [source, ready] of cases)
    assert.equal(await language.readyLines?.(source.split("\n"), ask), ready, source);
}

test("readyLines() of Python goes on after a colon, in brackets and quotes, and until a block's end", async () => {
  await check(python, [
    ["x = 1", 1],
    ["x = [", 0],
    ["x = [\n1]", 2],
    ["'''a\n'b", 0],
    ["def f():", 0],
    ["def f():\n  return 1", 0],
    ["def f():\n  return 1\n", 3],
    ["if x: y", 0],
    ["if x:\n  y\nelse:", 0],
    ["@f", 0],
    ["def f():\n  return 1\nf()", 2],
    ["def f():\n  return 1\n@f\ndef g(): pass", 2],
    ["def f():\n  return 1\n\ndef g():", 3],
    ["if x:\n  y\n# a word\n@f", 3],
    ["with x:\n  y\nz = [", 2],
    ["1 1", 1],
    ["if x:\n  y\n)", 3],
    ["if x:\n  y\nexcept:", 3],
  ]);
});

test("readyLines() of bash goes on in compound commands, quotes, lists and here-documents", async () => {
  await check(bash, [
    ["ls", 1],
    ["if true; then", 0],
    ["if true; then\necho\nfi", 3],
    ["echo 'a", 0],
    ["cat <<E\nx", 0],
    ["cat <<E\nx\nE", 3],
    ["true &&", 0],
    ["f() {", 0],
    ["x=(1", 0],
    ["echo )", 1],
    ["echo 'unexpected end of file' )", 1],
    ["ls @(a|b)", 1],
  ]);
});

test("readyLines() of Perl goes on in brackets and quotes, and runs nothing", async () => {
  await check(perl, [
    ["1 + 1", 1],
    ["if (1) {", 0],
    ["if (1) {\n2\n}", 3],
    ["print(1", 0],
    ['"a', 0],
    ["my $x =", 0],
    ["print <<E;\nx", 0],
    ["print 1 1", 1],
    ["'a\n=b'", 2],
    ["=head1 NAME\n\nno code", 0],
    ["=head1 NAME\n\nno code\n\n=cut", 5],
    ["}", 1],
    ["BEGIN { $main::begun++ } sub {", 0],
    ["die if $main::begun", 1],
  ]);
});

test("readyLines() of Node goes on where the parser misses something at the end", async () => {
  const cases: Cases = [
    ["1 + 1", 1],
    ["1 +", 0],
    ["f(1", 0],
    ["f(1 2", 1],
    ["function f() {", 0],
    ["function f() {\n}", 2],
    ["`a", 0],
    ["/* a", 0],
    ["{ a: 1,\nb: 2,", 0],
    ["{ a: 1,\nb: 2 }", 2],
    ["await f(", 0],
    ["await f()", 1],
    ["'a", 1],
  ];
  for (const [source, ready] of cases) assert.equal(await nodeReadyLines(source.split("\n")), ready, source);
});
