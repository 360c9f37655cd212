import assert from "node:assert/strict";
import { test } from "node:test";
import { optionEntries } from "./option-table.ts";
import { readWords } from "./read-words.ts";
import { UsageError } from "./usage-error.ts";

function read(...argv: readonly string[]): unknown {
  const { given, operands } = readWords(argv, optionEntries);
  return { given: Object.fromEntries(given), operands };
}

test("readWords() tells options from operands at the first word that is no option", () => {
  assert.deepEqual(read("-f", "n1", "-c", "--", "-x", "n2"), {
    given: { fold: [""] },
    operands: ["n1", "-c", "--", "-x", "n2"],
  });
  assert.deepEqual(read("-f", "-", "-q"), { given: { fold: [""] }, operands: ["-", "-q"] });
  assert.deepEqual(read("-f", "--", "-q"), { given: { fold: [""] }, operands: ["-q"] });
});

test("readWords() takes letters together, and a value from the same word or the next", () => {
  assert.deepEqual(read("-qeS,", "n1"), {
    given: { quiet: [""], expand: [""], separator: [","] },
    operands: ["n1"],
  });
  assert.deepEqual(read("-eS", "-q", "n1"), { given: { expand: [""], separator: ["-q"] }, operands: ["n1"] });
  assert.deepEqual(read("--separator=a=b", "--split", "3"), {
    given: { separator: ["a=b"], split: ["3"] },
    operands: [],
  });
  assert.deepEqual(read("-S", "", "-lll"), { given: { separator: [""], list: ["", "", ""] }, operands: [] });
});

test("readWords() keeps every value of an option that is repeated", () => {
  assert.deepEqual(read("-x", "n1", "--exclude=n2", "-xn3"), {
    given: { exclude: ["n1", "n2", "n3"] },
    operands: [],
  });
});

test("readWords() understands the beginning of a long name of ClusterShell's, and of a new one all of it", () => {
  assert.deepEqual(read("--exp", "--al", "--groupsources"), {
    given: { expand: [""], all: [""], "list-sources": [""] },
    operands: [],
  });
  assert.deepEqual(read("--index", "n1"), { given: { index: ["n1"] }, operands: [] });
  assert.throws(() => readWords(["--ind", "n1"], optionEntries), new UsageError('Unknown option "--ind"'));
});

test("readWords() looks no further than --help and --version", () => {
  assert.deepEqual(read("-f", "--help", "--nonsense"), { given: { fold: [""], help: [""] }, operands: [] });
  assert.deepEqual(read("--version", "n1"), { given: { version: [""] }, operands: [] });
});

test("readWords() says in a sentence what it does not understand", () => {
  const cases: readonly (readonly [argv: readonly string[], message: string])[] = [
    [["--nonsense"], 'Unknown option "--nonsense"'],
    [["-fZ"], 'Unknown option "-Z"'],
    [["-f=n1"], 'Unknown option "-="'],
    [["--=x"], 'Unknown option "--"'],
    [["--ex", "n1"], 'Option "--ex" is short for several: --expand, --exclude'],
    [["--fold=n1"], 'Option "--fold" takes no value'],
    [["-x"], 'Option "-x" needs a value'],
    [["--split"], 'Option "--split" needs a value'],
  ];
  for (const [argv, message] of cases)
    assert.throws(() => readWords(argv, optionEntries), new UsageError(message));
});
