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

/** What follows the command of a job type, and each mistake in it with line and column in the file. */
const wrongKeys: readonly (readonly [string, ...string[]])[] = [
  [
    "limits: { duration: ten, destruction: soon, output: much, grace: -1, concurrent: 0, concurent_per_owner: 2 }",
    '4:25: jobs.a.limits.duration: expected a duration like 10m, found "ten"',
    '4:43: jobs.a.limits.destruction: expected a duration like 10m, found "soon"',
    '4:57: jobs.a.limits.output: expected a size like 200MB, found "much"',
    "4:70: jobs.a.limits.grace: expected a duration like 10m, found -1",
    "4:86: jobs.a.limits.concurrent: expected a number of at least 1, found 0",
    '4:89: jobs.a.limits.concurent_per_owner: unknown key; did you mean "concurrent_per_owner"?',
  ],
  [
    `limits:
  duration: ten
  destruction: -5s
  results: 1 PB`,
    '5:17: jobs.a.limits.duration: expected a duration like 10m, found "ten"',
    '6:20: jobs.a.limits.destruction: expected a duration like 10m, found "-5s"',
    '7:16: jobs.a.limits.results: expected a size like 200MB, found "1 PB"',
  ],
  ["limits:", "4:5: jobs.a.limits: expected a mapping, found nothing"],
  [
    "limits: { duration: 99999999d }",
    '4:25: jobs.a.limits.duration: expected a duration of at most 36525d, found "99999999d"',
  ],
  ["retry: -1", "4:12: jobs.a.retry: expected a number of at least 0, found -1"],
  ["retry: x", '4:12: jobs.a.retry: expected a number or a mapping, found "x"'],
  [
    "retry: { itm: 2, instance: x }",
    '4:14: jobs.a.retry.itm: unknown key; did you mean "item"?',
    '4:32: jobs.a.retry.instance: expected a number, found "x"',
  ],
  [
    "allow_failed: 120%",
    '4:19: jobs.a.allow_failed: expected a number of items like 3 or a share like 5%, found "120%"',
  ],
  [
    "allow_failed: -1",
    "4:19: jobs.a.allow_failed: expected a number of items like 3 or a share like 5%, found -1",
  ],
  [
    "allow_failed: half",
    '4:19: jobs.a.allow_failed: expected a number of items like 3 or a share like 5%, found "half"',
  ],
  [
    `instances: 0
priority: 5000
leave_children: yes
title: 5`,
    "4:16: jobs.a.instances: expected a number of at least 1, found 0",
    "5:15: jobs.a.priority: expected a number of at most 1000, found 5000",
    '6:21: jobs.a.leave_children: expected true or false, found "yes"',
    "7:12: jobs.a.title: expected a text, found 5",
  ],
  [
    "environment: { pass: PATH, set: { 'A B': 1, X: [1], Y*: 2 } }",
    '4:26: jobs.a.environment.pass: expected a list, found "PATH"',
    '4:39: jobs.a.environment.set.A B: expected the name of a variable, found "A B"',
    "4:52: jobs.a.environment.set.X: expected a text or a number or true or false, found a list",
    "4:57: jobs.a.environment.set.Y*: a variable that is set has no star",
  ],
  [
    "environment: { pass: [PATH, a-b] }",
    '4:33: jobs.a.environment.pass[1]: expected the name of a variable, found "a-b"',
  ],
  ["working_folder: ''", "4:21: jobs.a.working_folder: expected at least one character, found 0"],
  [
    "maxLength: 5",
    "4:5: jobs.a.maxLength: unknown key; known are agenda, allow_failed, capabilities, command, description, environment, instances, leave_children, limits, notify, parameters, priority, retry, title, working_folder",
  ],
  ["agenda: 5", "4:13: jobs.a.agenda: expected a text or a list, found 5"],
  ["agenda: []", "4:13: jobs.a.agenda: expected at least one entry, found 0"],
  [
    "agenda: frame[1-5",
    '4:13: jobs.a.agenda: expected a node set, found "frame[1-5": at character 6, this bracket is not closed',
  ],
  [
    `title: T
agenda: frame[1-5],n[9-1]`,
    '5:13: jobs.a.agenda: expected a node set, found "frame[1-5],n[9-1]": at character 14, the range ends before it begins',
  ],
  [
    "agenda: frame[1-100000000000]",
    '4:13: jobs.a.agenda: expected a node set, found "frame[1-100000000000]": it lists 100,000,000,000 names, and a job takes at most 100,000',
  ],
  [
    "agenda: n1,@rack 5",
    '4:13: jobs.a.agenda: expected a node set, found "n1,@rack 5": @rack 5 is no name of a group',
  ],
  ["agenda: ''", '4:13: jobs.a.agenda: Cannot make items of "": it has no names'],
  [
    'agenda: "a\\tb[1-2]"',
    '4:13: jobs.a.agenda: Cannot make items of "a\\tb[1-2]": an item\'s name must not contain control characters',
  ],
  ["agenda: f{1}", '4:13: jobs.a.agenda: Cannot read "f{1}": write a brace that is no placeholder as {{'],
  ["agenda: f[1-{last}]", '4:13: jobs.a.agenda: expected the name of a parameter, found "last"'],
  [
    `agenda: frames
parameters:
  frames: { type: nodeset }`,
    '4:13: jobs.a.agenda: expected the parameter in braces, "{frames}", found "frames"',
  ],
  [
    `agenda: f[{first}-{last}]
parameters:
  first: { type: integer, default: 5 }
  last: { type: integer, default: 1 }`,
    '4:13: jobs.a.agenda: Cannot make items of "f[5-1]": at character 3, the range ends before it begins',
  ],
  [
    `agenda: f[1-{last}]
parameters:
  last: { type: integer, multiple: true }`,
    '4:13: jobs.a.agenda: expected a parameter with one value, found "last", which may have several',
  ],
  [
    `agenda: f{table}
parameters:
  table: { type: file }`,
    '4:13: jobs.a.agenda: expected a parameter that is no file, found "table"',
  ],
  [
    `agenda: "{frames}"
parameters:
  frames: { type: nodeset, default: "n1!n1" }`,
    '4:13: jobs.a.agenda: Cannot make items of "n1!n1": it has no names',
  ],
  ["agenda: '{files}'", '4:13: jobs.a.agenda: expected the name of a parameter, found "files"'],
  [
    `agenda: '{files}'
parameters:
  files: { type: file }`,
    '4:13: jobs.a.agenda: expected a parameter with multiple: true, or with type: nodeset, found "files"',
  ],
  [
    "agenda: [a, '', \"b\\nc\", [d]]",
    "4:17: jobs.a.agenda[1]: expected a text, found an empty one",
    '4:21: jobs.a.agenda[2]: expected no control characters, found "b\\nc"',
    "4:29: jobs.a.agenda[3]: expected a text or a number or true or false, found a list",
  ],
  [
    `parameters:
  2p: { type: string }
  phase: { type: string }
  Item: { type: string }
  a: { type: string }
  A: { type: string }`,
    "5:7: jobs.a.parameters.2p: a parameter's name is letters, digits and underscores, and starts with a letter",
    "6:7: jobs.a.parameters.phase: this name has a meaning of its own; take another one",
    "7:7: jobs.a.parameters.Item: this name has a meaning of its own; take another one",
  ],
  [
    `parameters:
  a: { type: string }
  A: { type: string }`,
    '6:7: jobs.a.parameters.A: "a" has this name already: capital letters make no difference',
  ],
];

for (const [text, ...mistakes] of wrongKeys) {
  test(`loadConfiguration() tells what is wrong with a job type that has ${JSON.stringify(text)}`, async () => {
    assert.deepEqual(await mistakesIn(folder, typeWith(text)), mistakes);
  });
}
