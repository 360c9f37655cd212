import assert from "node:assert/strict";
import { test } from "node:test";
import { parseOptions } from "./options.ts";
import { UsageError } from "./usage-error.ts";

test("parseOptions() wants one command, and counts its letters for how much is listed", () => {
  const options = parseOptions(["-lll", "-s", "racks", "n1"]);
  assert.ok(typeof options === "object");
  const { command, detail, source, operands } = options;
  assert.deepEqual(
    { command, detail, source, operands },
    {
      command: "list",
      detail: 3,
      source: "racks",
      operands: ["n1"],
    },
  );
});

test("parseOptions() takes the last value of an option that has one", () => {
  const options = parseOptions(["-f", "--split", "2", "--split=-3", "--autostep", "33.3%"]);
  assert.ok(typeof options === "object");
  assert.equal(options.split, -3);
  assert.equal(options.autostep, "33.3%");
});

test("parseOptions() refuses what contradicts itself, and values that mean nothing", () => {
  const wrong: readonly (readonly [argv: readonly string[], message: RegExp])[] = [
    [[], /^No command is given/],
    [["-f", "-c"], /^Options "--count" and "--fold" exclude each other$/],
    [["-l", "--index", "n1"], /^Options "--list" and "--index" exclude each other$/],
    [["-R", "-a", "-f"], /belong to no groups/],
    [["-R", "-r", "1"], /belong to no groups/],
    [["-R", "-l", "1"], /belong to no groups/],
    [["-f", "--split=2", "--contiguous"], /^Options "--split" and "--contiguous"/],
    [["-c", "--axis=1"], /goes with -f alone$/],
    [["-f", "-R", "--axis=1"], /goes with -f alone$/],
    [["--index", "n1", "--pick", "1"], /^Options "--index" and "--pick"/],
    [["-f", "--split", "two"], /^Option "--split" takes a whole number, not "two"$/],
    [["-f", "--pick", "1.5"], /^Option "--pick" takes a whole number/],
    [
      ["-f", "--autostep", "half"],
      /^Option "--autostep" takes a number of nodes, a percentage or auto, not "half"$/,
    ],
  ];
  for (const [argv, message] of wrong) {
    assert.throws(
      () => parseOptions(argv),
      (error) => error instanceof UsageError && message.test(error.message),
      argv.join(" "),
    );
  }
});
