import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { mistakesIn, typeWith } from "../../test/config/mistakes-in.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "runyard-"));
});
after(() => rm(folder, { recursive: true }));

/** A parameter, and each mistake in it with its column. */
const wrongParameters: readonly (readonly [string, ...string[]])[] = [
  [
    "{ type: strnig }",
    '18: jobs.a.parameters.p.type: expected one of string, integer, number, boolean, choice, nodeset, file, secret, found "strnig"; did you mean string?',
  ],
  [
    "{}",
    "7: jobs.a.parameters.p.type: expected one of string, integer, number, boolean, choice, nodeset, file, secret, found nothing",
  ],
  ["text", '10: jobs.a.parameters.p: expected a mapping, found "text"'],
  [
    "{ type: string, minimum: 1, maximum: 2 }",
    "35: jobs.a.parameters.p.minimum: this key belongs to integer and number, and the type is string",
    "47: jobs.a.parameters.p.maximum: this key belongs to integer and number, and the type is string",
  ],
  [
    "{ type: integer, pattern: x, max_length: 3, choices: [a] }",
    "36: jobs.a.parameters.p.pattern: this key belongs to string and secret, and the type is integer",
    "51: jobs.a.parameters.p.max_length: this key belongs to string and secret, and the type is integer",
    "63: jobs.a.parameters.p.choices: this key belongs to choice, and the type is integer",
  ],
  [
    "{ type: integer, minimum: 5, maximum: 1 }",
    "48: jobs.a.parameters.p.maximum: expected at least the minimum, which is 5, found 1",
  ],
  ["{ type: integer, minimum: 0.5 }", "36: jobs.a.parameters.p.minimum: expected a whole number, found 0.5"],
  [
    "{ type: number, minimum: 0, default: -1 }",
    "47: jobs.a.parameters.p.default: expected a number of at least 0, found -1",
  ],
  ["{ type: number, default: x }", '35: jobs.a.parameters.p.default: expected a number, found "x"'],
  ["{ type: integer, default: 1.5 }", "36: jobs.a.parameters.p.default: expected a whole number, found 1.5"],
  ["{ type: string, default: 5 }", "35: jobs.a.parameters.p.default: expected a text, found 5"],
  [
    "{ type: string, pattern: '(' }",
    '35: jobs.a.parameters.p.pattern: expected a regular expression, found "("',
  ],
  [
    "{ type: string, pattern: 'a)(b' }",
    '35: jobs.a.parameters.p.pattern: expected a regular expression, found "a)(b"',
  ],
  [
    "{ type: string, pattern: 'a+', default: b }",
    '50: jobs.a.parameters.p.default: expected a text that matches a+, found "b"',
  ],
  [
    "{ type: string, max_length: 2, default: abc }",
    '50: jobs.a.parameters.p.default: expected a text of at most 2 characters, found "abc"',
  ],
  ["{ type: choice }", "7: jobs.a.parameters.p.choices: expected a list, found nothing"],
  ["{ type: choice, choices: [] }", "35: jobs.a.parameters.p.choices: expected at least one entry, found 0"],
  [
    "{ type: choice, choices: [a, a] }",
    '35: jobs.a.parameters.p.choices: expected each once, found "a" twice',
  ],
  [
    "{ type: choice, choices: [a, b], default: c }",
    '52: jobs.a.parameters.p.default: expected one of a, b, found "c"',
  ],
  [
    "{ type: nodeset, default: 'n[1-' }",
    '36: jobs.a.parameters.p.default: expected a node set such as node[1-9], found "n[1-": at character 2, this bracket is not closed',
  ],
  [
    "{ type: nodeset, default: '@io;id' }",
    '36: jobs.a.parameters.p.default: expected a node set such as node[1-9], found "@io;id": @io;id is no name of a group',
  ],
  [
    "{ type: nodeset, default: 5 }",
    "36: jobs.a.parameters.p.default: expected a node set such as node[1-9], found 5",
  ],
  [
    "{ type: nodeset, max_length: 5 }",
    "39: jobs.a.parameters.p.max_length: this key belongs to string and secret, and the type is nodeset",
  ],
  ["{ type: boolean, default: 1 }", "36: jobs.a.parameters.p.default: expected true or false, found 1"],
  [
    "{ type: secret, default: x }",
    "35: jobs.a.parameters.p.default: a secret has no default: it would be no secret",
  ],
  [
    "{ type: string, default: x, required: true }",
    "35: jobs.a.parameters.p.default: a parameter that is required has no default: leave out one of the two",
  ],
  ["{ type: string, default: [a] }", "35: jobs.a.parameters.p.default: expected one value, found a list"],
  [
    "{ type: string, multiple: true, default: [a, 5] }",
    "51: jobs.a.parameters.p.default: expected a text, found 5",
  ],
  [
    "{ type: file, default: nothing.txt }",
    '33: jobs.a.parameters.p.default: expected a file that is there, found "nothing.txt"',
  ],
  ["{ type: file, default: . }", '33: jobs.a.parameters.p.default: expected a file that is there, found "."'],
  [
    "{ type: string, max_lenght: 5, requird: true }",
    '26: jobs.a.parameters.p.max_lenght: unknown key; did you mean "max_length"?',
    '41: jobs.a.parameters.p.requird: unknown key; did you mean "required"?',
  ],
  [
    "{ type: number, default: .nan }",
    "35: jobs.a.parameters.p.default: expected a text or a number or true or false or a list, found NaN",
  ],
  [
    "{ type: string, default: {a: 1} }",
    "35: jobs.a.parameters.p.default: expected a text or a number or true or false or a list, found a mapping",
  ],
  [
    "{ type: string, default: [[1]] }",
    "36: jobs.a.parameters.p.default[0]: expected a text or a number or true or false, found a list",
  ],
];

for (const [text, ...mistakes] of wrongParameters) {
  test(`loadConfiguration() tells what is wrong with a parameter ${text}`, async () => {
    const found = await mistakesIn(folder, typeWith(`parameters:\n  p: ${text}`));
    assert.deepEqual(
      found,
      mistakes.map((mistake) => `5:${mistake}`),
    );
  });
}
