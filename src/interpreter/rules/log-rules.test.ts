import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cpuTimeOf } from "../../../test/cpu-time.ts";
import * as fc from "fast-check";
import { type WrittenRules, checkRules, compileRules } from "./log-rules.ts";

const NONE: WrittenRules = { highlight: [], error: [], output: [], progress: [], allow: [] };

describe("compileRules()", () => {
  test("compileRules() finds a pattern anywhere in a line when it is not anchored", () => {
    const { isHighlight } = compileRules({ ...NONE, highlight: ["^Warning", "low.*memory$"] });
    assert.equal(isHighlight("Warning: x"), true);
    assert.equal(isHighlight("a Warning: x"), false);
    assert.equal(isHighlight("so low on memory"), true);
    assert.equal(isHighlight(""), false);
  });

  test("compileRules() minds case until the pattern says otherwise", () => {
    const { isError } = compileRules({ ...NONE, error: ["Fatal", "(?i)panic"] });
    assert.deepEqual(["Fatal", "fatal", "PANIC"].map(isError), [true, false, true]);
  });

  test("compileRules() takes allowed lines out of errors and out of nothing else", () => {
    const rules = compileRules({
      ...NONE,
      highlight: ["(?i)error"],
      error: ["(?i)error"],
      allow: ["\\b0 error", "EGL Error \\(0x3001\\)"],
    });
    const harmless = ["done, 0 error(s)", "EGL Error (0x3001): not initialized"];
    assert.deepEqual(harmless.map(rules.isError), [false, false]);
    assert.deepEqual(harmless.map(rules.isHighlight), [true, true]);
    assert.equal(rules.isError("10 error(s)"), true);
  });

  test("compileRules() is empty when only allow has patterns", () => {
    assert.equal(compileRules({ ...NONE, allow: ["x"] }).isEmpty, true);
    assert.equal(compileRules({ ...NONE, progress: ["(\\d+)%"] }).isEmpty, false);
  });

  test("compileRules() keeps linear time when a pattern is one that backtracking can't finish", () => {
    const { isError } = compileRules({ ...NONE, error: ["(a+)+$", "(x|xx)*y", "^(a|a?)+b$"] });
    const tookMs = cpuTimeOf(() => assert.equal(isError(`${"a".repeat(60_000)}!`), false));
    assert.ok(tookMs < 20_000, `${tookMs} ms of processor time`);
  });

  test("compileRules() throws when a pattern can't be used", () => {
    assert.throws(() => compileRules({ ...NONE, progress: ["(\\d+)%", "("] }), {
      name: "SyntaxError",
      message: 'Cannot use the pattern "(" as a rule for progress: missing closing ): (',
    });
  });
});

describe("outputs()", () => {
  const outputs = (pattern: string, line: string) =>
    compileRules({ ...NONE, output: [pattern] }).outputs(line);

  test("outputs() takes the group named path when there is one", () => {
    assert.deepEqual(outputs("(Saved|Wrote): '(?P<path>.+)'", "Saved: '/r/f 1.png'"), ["/r/f 1.png"]);
    assert.deepEqual(outputs("(?<path>\\S+\\.exr)", "Writing b.exr ..."), ["b.exr"]);
  });

  test("outputs() takes every group that takes part when none is named path", () => {
    assert.deepEqual(outputs("left (\\S+)(?: right (\\S+))?", "left l.png right r.png"), ["l.png", "r.png"]);
    assert.deepEqual(outputs("left (\\S+)(?: right (\\S+))?", "left l.png"), ["l.png"]);
    assert.deepEqual(outputs("to (.*)$", "to "), []);
  });

  test("outputs() names a path once when two rules find it", () => {
    const rules = compileRules({ ...NONE, output: ["Saved: '(.+)'", "'(.+\\.png)'"] });
    assert.deepEqual(rules.outputs("Saved: 'a.png'"), ["a.png"]);
  });
});

describe("progress()", () => {
  const progress = (pattern: string, line: string) =>
    compileRules({ ...NONE, progress: [pattern] }).progress(line);

  test("progress() reads named groups when they are there", () => {
    assert.equal(progress("(Frame) (?P<percent>[\\d.]+)%", "Frame 12.5%"), 0.125);
    assert.equal(progress("(?P<fraction>[\\d.e-]+)$", "at 2.5e-1"), 0.25);
    assert.equal(progress("(?P<total>\\d+) in all, (?P<done>\\d+) (\\w+)", "8 in all, 2 done"), 0.25);
  });

  test("progress() counts one group as percent and two as done of total when none is named", () => {
    assert.equal(progress("(\\d+)%", "at 40% of it"), 0.4);
    assert.equal(progress("Sample (\\d+)/(\\d+)", "Scene | Sample 3/4"), 0.75);
  });

  test("progress() stays between 0 and 1 when the number does not", () => {
    assert.equal(progress("(-?\\d+)%", "130%"), 1);
    assert.equal(progress("(-?\\d+)%", "-5%"), 0);
  });

  test("progress() is null when there is no number to go by", () => {
    assert.equal(progress("(\\d+)/(\\d+)", "3/0"), null);
    assert.equal(progress("(.*)%", "many%"), null);
    assert.equal(progress("(.*)%", "%"), null);
    assert.equal(progress("(\\w+)%", "Infinity%"), null);
    assert.equal(progress("at(?: (\\d+))?", "at all"), null);
    assert.equal(progress("(\\d+)%", "no"), null);
  });

  test("progress() goes on to the next rule when one finds no number", () => {
    const rules = compileRules({ ...NONE, progress: ["(\\d+)/(\\d+)", "(\\d+)%"] });
    assert.equal(rules.progress("0/0, 50%"), 0.5);
  });
});

describe("checkRules()", () => {
  test("checkRules() says nothing when all is well", () => {
    const rules = { ...NONE, error: ["x"], output: ["(x)"], progress: ["(?P<done>1)(?P<total>2)"] };
    assert.deepEqual(checkRules(rules), []);
  });

  test("checkRules() says one sentence for each pattern that can't be used", () => {
    const rules: WrittenRules = {
      highlight: ["(?=a)b", "fine"],
      error: ["(a)\\1", "(?<!a)b"],
      output: ["Saved", "(?>a)"],
      progress: ["\\d+%", "(?P<done>\\d+)", "(?P<total>\\d+)", "(\\d)(\\d)(\\d)"],
      allow: ["[z-a]"],
    };
    const left = (kind: string, pattern: string, what: string, part: string) =>
      `Cannot use the pattern ${JSON.stringify(pattern)} as a rule for ${kind}: RE2's syntax has no ${what}: ${part}`;
    assert.deepEqual(checkRules(rules), [
      left("highlight", "(?=a)b", "lookaround", "(?="),
      left("error", "(a)\\1", "backreferences", "\\1"),
      left("error", "(?<!a)b", "lookaround", "(?<!a)b"),
      "Cannot use the pattern \"Saved\" as a rule for output: it needs a group around the path, such as Saved: '(.+)'",
      left("output", "(?>a)", "atomic groups", "(?>"),
      'Cannot use the pattern "\\\\d+%" as a rule for progress: it needs a group around the number, such as (\\d+)% or (\\d+)/(\\d+)',
      'Cannot use the pattern "(?P<done>\\\\d+)" as a rule for progress: its group "done" needs a group "total" beside it',
      'Cannot use the pattern "(?P<total>\\\\d+)" as a rule for progress: its group "total" needs a group "done" beside it',
      'Cannot use the pattern "(\\\\d)(\\\\d)(\\\\d)" as a rule for progress: which of its 3 groups count is not clear: name them "percent", "fraction", or "done" and "total"',
      'Cannot use the pattern "[z-a]" as a rule for allow: invalid character class range: z-a',
    ]);
  });

  test("checkRules() shows the beginning of a pattern when it is very long", () => {
    const [sentence = ""] = checkRules({ ...NONE, error: [`(${"x".repeat(10_000)}`] });
    assert.match(sentence, /^Cannot use the pattern "\(x+…" as a rule for error: /);
    assert.ok(sentence.length < 600);
  });

  test("checkRules() finds a mistake exactly when compileRules() throws, whatever the text", () => {
    const piece = fc.constantFrom(
      "(",
      ")",
      "[",
      "]",
      "a",
      "\\d",
      "\\1",
      "*",
      "+?",
      "{2}",
      "|",
      "(?i)",
      "(?=",
      "^",
      "é",
      "\ud83d",
    );
    const pattern = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(piece).map((pieces) => pieces.join("")),
    );
    fc.assert(
      fc.property(fc.constantFrom("error", "output", "progress"), pattern, (kind, text) => {
        const rules = { ...NONE, [kind]: [text] };
        const [sentence] = checkRules(rules);
        if (sentence === undefined) compileRules(rules);
        else assert.throws(() => compileRules(rules), { name: "SyntaxError", message: sentence });
      }),
    );
  });
});
