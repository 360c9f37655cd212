import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { mistakesIn } from "../../test/config/mistakes-in.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "runyard-"));
  await writeFile(join(folder, "open.xml"), "<capability>");
});
after(() => rm(folder, { recursive: true }));

/** A file, and each mistake in it with line and column. */
const wrong: readonly (readonly [string, ...string[]])[] = [
  ["", '1:1: the file is empty ("runyard init" writes one to start from)'],
  ["# nothing\n", '1:1: the file is empty ("runyard init" writes one to start from)'],
  [
    `- a
- b
`,
    "1:1: expected a mapping, found a list",
  ],
  ["hello\n", '1:1: expected a mapping, found "hello"'],
  ["jobs: [1]\n", "1:7: jobs: expected a mapping, found a list"],
  ["jobs:\n", "1:1: jobs: expected a mapping, found nothing"],
  [
    `job:
  a: {command: [x]}
`,
    '1:1: job: unknown key; did you mean "jobs"?',
  ],
  [
    `server: { port: ten }
jobs: {}
`,
    '1:17: server.port: expected a number, found "ten"',
  ],
  [
    "server: { port: 70000, hots: x }\n",
    "1:17: server.port: expected a number of at most 65535, found 70000",
    '1:24: server.hots: unknown key; did you mean "host"?',
  ],
  [
    `server:
  host: 127.0.0.1/8
  public_url: ftp://x
  upload_limit: big
`,
    '2:9: server.host: expected a host name or an address, found "127.0.0.1/8"',
    '3:15: server.public_url: expected an address like https://jobs.example.org, found "ftp://x"',
    '4:17: server.upload_limit: expected a size like 200MB, found "big"',
  ],
  [
    "store: postgres://u@h/db\n",
    '1:8: store: expected a folder, found "postgres://u@h/db": this version keeps jobs in a folder alone',
  ],
  [
    `store: 5
concurrent: 0
`,
    "1:8: store: expected a text, found 5",
    "2:13: concurrent: expected a number of at least 1, found 0",
  ],
  ["concurrent: 1.5\n", "1:13: concurrent: expected a whole number, found 1.5"],
  [
    `a: [1
b: 2
`,
    "2:1: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
  ],
  [
    `a: 1
 a: 2
`,
    "1:4: not valid YAML: Nested mappings are not allowed in compact mappings",
  ],
  [
    `jobs:
  a: { command: [echo] }
  a: { command: [echo] }
`,
    "3:3: this key is there already",
  ],
  [
    `jobs:
	a: 1
`,
    "2:1: not valid YAML: Tabs are not allowed as indentation",
  ],
  [
    "jobs: *nothing\n",
    "1:1: not usable YAML: Unresolved alias (the anchor must be set before the alias): nothing",
  ],
  ["jobs: !job {}\n", "1:7: not valid YAML: Unresolved tag: !job"],
  [
    `---
jobs: {}
---
jobs: {}
`,
    "3:1: not valid YAML: Source contains multiple documents; please use YAML.parseAllDocuments()",
  ],
  [
    `jobs:
  <<: 5
`,
    "1:1: not usable YAML: Merge sources must be maps or map aliases",
  ],
  [
    `jobs:
  Render: { command: [x] }
  1st: { command: [x], tilte: y }
`,
    "2:3: jobs.Render: a job type's name is small letters, digits, - and _, at most 64 of them, and starts with a letter",
    "3:3: jobs.1st: a job type's name is small letters, digits, - and _, at most 64 of them, and starts with a letter",
    '3:24: jobs.1st.tilte: unknown key; did you mean "title"?',
  ],
  [
    `jobs:
  a: 5
  b:
`,
    "2:6: jobs.a: expected a mapping, found 5",
    "3:3: jobs.b: expected a mapping, found nothing",
  ],
  [
    `jobs:
  a: {}
`,
    "2:6: jobs.a: expected one of the keys command, function, which say how the work is done; found none",
  ],
  [
    `jobs:
  a: { title: x }
`,
    "2:6: jobs.a: expected one of the keys command, function, which say how the work is done; found none",
  ],
  [
    `jobs:
  a: { comand: [x] }
`,
    '2:8: jobs.a.comand: unknown key; did you mean "command"?',
  ],
  [
    `jobs:
  a: { command: [x], function: y }
`,
    "2:22: jobs.a.function: expected one way of doing the work, found command and function",
  ],
  [
    `jobs:
  a: { function: y }
`,
    "2:18: jobs.a.function: expected a function",
  ],
  [
    `jobs:
  a: { command: [] }
`,
    "2:17: jobs.a.command: expected at least one entry, found 0",
  ],
  [
    `jobs:
  a: { command: echo hi }
`,
    '2:17: jobs.a.command: expected a list, found "echo hi"',
  ],
  [
    `jobs:
  a:
    command: [echo, {a: 1}, 5, true, [x, ~]]
`,
    "3:21: jobs.a.command[1]: expected a text or a list, found a mapping",
    "3:42: jobs.a.command[4][1]: expected a text, found nothing",
  ],
  [
    `jobs:
  a:
    command: [echo, "{nmae}", "{", "x{many}", "{item}"]
    parameters:
      name: { type: string }
      many: { type: string, multiple: true }
`,
    '2:3: jobs.a: Cannot fill in "{nmae}": no parameter is named "nmae"; did you mean {name}?',
    '2:3: jobs.a: Cannot read "{": write a brace that is no placeholder as {{',
    '2:3: jobs.a: Cannot fill in "x{many}": {many} may have several values, so it must stand alone in its entry',
    '2:3: jobs.a: Cannot fill in "{item}": {item} needs an agenda',
  ],
  [
    `jobs:
  a:
    command: ["{p}", x]
    parameters:
      p: { type: string }
`,
    '2:3: jobs.a: Cannot start "{p}": {p} may have no value, and then there is no program',
  ],
  [
    `__proto__: 5
jobs:
  a:
    command: [x]
    __proto__: { x: 1 }
`,
    "1:1: __proto__: unknown key",
    "5:5: __proto__: unknown key",
  ],
  ["x: &a { <<: *a }\n", "1:1: not usable YAML: it is nested too deeply"],
  [
    `server: { upload_hosts: ["https://x"], upload_timeout: soon }
jobs:
  a: { command: [x], capabilities: absent.xml }
  b: { command: [x], capabilities: open.xml }
`,
    '1:26: server.upload_hosts[0]: expected a host like archive.example.org or *.example.org, or a network like 10.0.0.0/8, found "https://x"',
    '1:56: server.upload_timeout: expected a duration like 10m, found "soon"',
    '3:36: jobs.a.capabilities: expected a file that is there, found "absent.xml"',
    '4:36: jobs.b.capabilities: expected well-formed XML elements in "open.xml": 1:12: unclosed tag: capability',
  ],
  ["jobs: { a: &a [*a] }\n", "1:15: jobs.a: expected a mapping, found a list"],
  [
    `base: &b { limits: { duration: ten } }
jobs:
  a:
    <<: *b
    command: [x]
`,
    "1:1: base: unknown key; known are auth, concurrent, definitions, jobs, limits, mail, schedules, serialise, server, store",
    '1:32: jobs.a.limits.duration: expected a duration like 10m, found "ten"',
  ],
  [
    `jobs:
  a: &b { command: [x], limits: { duration: ten } }
  b:
    <<: *b
    title: 5
  c: *b
`,
    '2:45: jobs.a.limits.duration: expected a duration like 10m, found "ten"',
    '2:45: jobs.b.limits.duration: expected a duration like 10m, found "ten"',
    '2:45: jobs.c.limits.duration: expected a duration like 10m, found "ten"',
    "5:12: jobs.b.title: expected a text, found 5",
  ],
];

for (const [text, ...mistakes] of wrong) {
  test(`loadConfiguration() tells where the mistake is in ${JSON.stringify(text)}`, async () => {
    assert.deepEqual(await mistakesIn(folder, text), mistakes);
  });
}

test("loadConfiguration() gives up a file that unfolds to billions, or is nested without end", async () => {
  const names = [..."abcdefghij"];
  const levels = names.map(
    (name, index) =>
      `${name}: &${name} [${Array(9)
        .fill(index === 0 ? "x" : `*${names[index - 1]}`)
        .join(",")}]`,
  );
  assert.deepEqual(await mistakesIn(folder, levels.join("\n")), [
    "1:1: not usable YAML: it refers to anchors more than 10000 times",
  ]);
  for (const text of ["[".repeat(50_000), "{a: ".repeat(20_000), "[".repeat(5000) + "]".repeat(5000)]) {
    const [mistake, ...more] = await mistakesIn(folder, `jobs: ${text}`);
    assert.match(mistake ?? "", /^1:\d+: not valid YAML: it is nested too deeply$/);
    assert.deepEqual(more, []);
  }
});

test("loadConfiguration() shows hostile text escaped and shortened", async () => {
  assert.deepEqual(await mistakesIn(folder, `jobs: "\\x07\u202e${"x".repeat(200)}"`), [
    `1:7: jobs: expected a mapping, found "\\x07\\u202e${"x".repeat(50)}…"`,
  ]);
  assert.deepEqual(await mistakesIn(folder, "\u0001: 2\n"), [
    "1:1: \\x01: unknown key; known are auth, concurrent, definitions, jobs, limits, mail, schedules, serialise, server, store",
  ]);
});
