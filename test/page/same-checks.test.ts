import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { readText } from "../../src/job/parameter-text.ts";
import type { ParameterView } from "../../src/server/api.ts";
import { checkValue } from "../../web/src/views/submit/check-value.ts";

const plain: ParameterView = {
  name: "x",
  kind: "string",
  title: null,
  description: null,
  required: false,
  default: null,
  minimum: null,
  maximum: null,
  pattern: null,
  maxLength: null,
  choices: [],
  multiple: false,
};

const bound = fc.option(fc.integer({ min: -20, max: 20 }), { nil: null });
const numeric = fc
  .constantFrom("integer", "number")
  .chain((kind) =>
    fc
      .record({ minimum: bound, maximum: bound })
      .map((range): ParameterView => ({ ...plain, kind, ...range })),
  );
const text = fc
  .record({
    pattern: fc.constantFrom(null, "[a-z]+", "a|bc", "\\d{2}", "."),
    maxLength: fc.option(fc.integer({ min: 1, max: 4 }), { nil: null }),
  })
  .map((rules): ParameterView => ({ ...plain, ...rules }));
const choice: ParameterView = { ...plain, kind: "choice", choices: ["red", "Green", "1"] };
const spec = fc.oneof(numeric, text, fc.constantFrom(choice, { ...plain, kind: "boolean" as const }));

const given = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.string({ unit: "grapheme", maxLength: 5 }),
  fc.integer({ min: -25, max: 25 }).map(String),
  fc.double({ min: -25, max: 25 }).map(String),
  fc.constantFrom(
    "+3",
    " 7 ",
    "1e1",
    "1.",
    ".5",
    "-0",
    "0x10",
    "Infinity",
    "9007199254740993",
    "1e400",
    "--1",
    "1,5",
  ),
  fc.constantFrom("red", "green", "yes", "TRUE", "no", "ab", "abc", "bc", "42"),
);

test("checkValue() takes a text exactly when the server does", () => {
  fc.assert(
    fc.property(spec, given, (parameter, value) => {
      // An empty text is no value in the form, and control characters can't be typed.
      fc.pre(value !== "" && !value.includes("\0"));
      assert.equal(checkValue(parameter, value) === null, readText(parameter, value).ok, value);
    }),
    { numRuns: 3000 },
  );
});
