import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { makeSite } from "../../../test/site.ts";
import { NodeSet } from "../node-set.ts";
import { NodeSetSyntaxError } from "../syntax-error.ts";
import { GroupError, type GroupErrorCode } from "./group-error.ts";
import type { GroupResolver, ResolveOptions } from "./group-resolver.ts";

const fixture = fileURLToPath(new URL("../../../test/fixtures/nodeset-groups/groups.conf", import.meta.url));

async function loadFixture(): Promise<GroupResolver> {
  using site = makeSite({});
  return await site.load({ groupsConf: fixture });
}

// What Debian's nodeset 1.9.1 answers with the same files.
const answers: readonly [string, string, ResolveOptions?][] = [
  ["@adm", "example0"],
  ["@io", "example[4-6]"],
  ["@empty", ""],
  ["@*", "example[4-6,32-159]"],
  ["@roles:*", "example[2,4-5,32-35,40-42]"],
  ["@two:*", "two-a-[1-2],two-b-[1-2]"],
  ["@zwei:a", "zwei-a-[1-2]"],
  ["@racks:rack[1-2]", "example[0,2,4-5]"],
  ["@racks:rack[1-3]!@racks:rack2", "example[0,2,32-35]"],
  ["@racks:old", "example[0,2,32-35]"],
  ["@racks:lst", "example[200-202,245]"],
  ["@racks:sp ace", "z[1-2]"],
  ["@@", "adm,all,compute,empty,gpu,io,mds,oss,rackA"],
  ["@:io", "example[4-6]"],
  ["@roles:compute", "example[32-35,40-42]"],
  ["*", "example[4-6,32-159]"],
  ["example?", "example[4-6]"],
  ["example[4-5]*", "example[4-5,40-59]"],
  ["example1*", "example[100-159]"],
  ["ex*!*5?", "example[4-6,32-49,60-149]"],
  ["example*,foo", "example[4-6,32-159],foo"],
  ["nothing*", ""],
  ["*", "two-a-[1-2],two-b-[1-2]", { source: "two" }],
  ["@rack1", "example[0,2]", { source: "racks" }],
  ["n@io", "n@io"],
  ["n[1-2],@io", "example[4-6],n[1-2]"],
  ["@io^@oss", "example6"],
  ["@io!@oss", "example6"],
  ["@io&@oss", "example[4-5]"],
  ["", ""],
];

for (const [text, nodes, options = {}] of answers) {
  test(`parse() resolves ${JSON.stringify(text)} as the peer does ${JSON.stringify(options)}`, async () => {
    assert.equal(String(await (await loadFixture()).parse(text, options)), nodes);
  });
}

test("parse() takes a group of nothing for an empty one", async () => {
  assert.ok((await (await loadFixture()).parse("@roles:nul")).isEmpty);
});

const refusals: readonly [string, GroupErrorCode, string][] = [
  [
    "@ioo",
    "unknown-group",
    'Cannot resolve "@ioo": the group source "local" has no such group; did you mean @io?',
  ],
  [
    "n1,@racks:rock1",
    "unknown-group",
    'Cannot resolve "@racks:rock1": the group source "racks" has no such group; did you mean @racks:rack1?',
  ],
  [
    "@nosrc:x",
    "unknown-source",
    'Cannot find the group source "nosrc": there is none of that name; there are roles, racks, local, two, zwei, rev, mapfail',
  ],
  [
    "@@rack",
    "unknown-source",
    'Cannot find the group source "rack": there is none of that name; did you mean "racks"?',
  ],
  [
    "@mapfail:x",
    "source-failed",
    `Cannot ask the group source "mapfail" for the group "x": its script "map" (${fixture}:22) ended with status 1`,
  ],
];

for (const [text, code, message] of refusals) {
  test(`parse() refuses ${text}`, async () => {
    await assert.rejects((await loadFixture()).parse(text), errorOf(code, message));
  });
}

test("parse() tells the place of a mistake, and of a group without a name", async () => {
  const groups = await loadFixture();
  for (const [text, position] of [
    ["n1,n[1-", 4],
    ["@io,@", 4],
    ["n1,@racks:", 3],
  ] as const) {
    await assert.rejects(groups.parse(text), (error) => {
      assert.ok(error instanceof NodeSetSyntaxError);
      assert.equal(error.position, position);
      return true;
    });
  }
});

test("parse() takes an unknown group for an empty one where that is wanted", async () => {
  const nodes = await (await loadFixture()).parse("n1,@nope,@racks:nope", { unknownGroups: "empty" });
  assert.equal(String(nodes), "n1");
});

test("groups() gives all groups with their nodes, and fails with their source", async () => {
  const groups = await loadFixture();
  const racks = await groups.groups({ source: "racks" });
  assert.deepEqual(
    racks.map(({ group, nodes }) => `${group} ${nodes.fold()}`),
    [
      "lst example[200-202,245]",
      "old example[0,2,32-35]",
      "rack1 example[0,2]",
      "rack2 example[4-5]",
      "rack3 example[32-35]",
      "rack4 example[40-42]",
      "sp ace z[1-2]",
    ],
  );
  await assert.rejects(groups.groups({ source: "mapfail" }), errorOf("source-failed"));
});

test("all(), groupNames() and nodesOf() ask the default source, or another", async () => {
  const groups = await loadFixture();
  assert.equal(String(await groups.all()), "example[4-6,32-159]");
  assert.equal(String(await groups.all({ source: "rev" })), "r[1-9]");
  assert.deepEqual(await groups.groupNames({ source: "two" }), ["a", "b"]);
  assert.equal(String(await groups.nodesOf("io")), "example[4-6]");
  assert.equal(String(await groups.nodesOf("rack1", { source: "racks" })), "example[0,2]");
});

test("sourcesFrom() puts a source first and leaves the others as they were found", async () => {
  const groups = await loadFixture();
  assert.deepEqual(groups.sources, ["local", "roles", "racks", "two", "zwei", "rev", "mapfail"]);
  assert.deepEqual(groups.sourcesFrom("racks"), ["racks", "roles", "local", "two", "zwei", "rev", "mapfail"]);
  assert.throws(() => groups.sourcesFrom("nosrc"), errorOf("unknown-source"));
});

test("groupsOf() gives the groups that share nodes with a set", async () => {
  const groups = await loadFixture();
  const found = async (nodes: string, options?: ResolveOptions): Promise<readonly string[]> =>
    (await groups.groupsOf(NodeSet.parse(nodes), options)).map(
      ({ name, nodes: all, common }) => `${name} ${common.fold()} ${common.size}/${all.size}`,
    );
  assert.deepEqual(await found("example[4-6]"), [
    "@all example[4-6] 3/131",
    "@io example[4-6] 3/3",
    "@mds example6 1/1",
    "@oss example[4-5] 2/2",
  ]);
  assert.deepEqual(await found("nosuchnode"), []);
  assert.deepEqual(await found("r1", { source: "rev" }), ["@rev:g1 r1 1/4"]);
  assert.deepEqual(await found("example2", { source: "roles" }), [
    "@roles:all example2 1/10",
    "@roles:io example2 1/3",
  ]);
});

test("regroup() takes the largest whole groups first", async () => {
  const groups = await loadFixture();
  const pairs: readonly [string, string, Parameters<GroupResolver["regroup"]>[1]?][] = [
    ["example[4-6]", "@io"],
    ["example[4-5]", "@oss"],
    ["example[4-7]", "@io,example7"],
    ["example0,nx", "@adm,nx"],
    ["x[1-3]", "x[1-3]"],
    ["", ""],
    ["example[0,2,4-5]", "@racks:rack[1-2]", { source: "racks" }],
    ["example[0,2,4-5]", "@rack[1-2]", { source: "racks", prefix: false }],
    [
      "example[0,2,32-35,7-13]",
      "@old,@rack[1,3],example[7-13]",
      { source: "racks", prefix: false, overlap: true },
    ],
    ["x[1,3,5,7],example6", "@mds,x[1-7/2]", { autostep: 3 }],
  ];
  for (const [nodes, text, options] of pairs) {
    assert.equal(await groups.regroup(NodeSet.parse(nodes), options), text);
  }
});

test("clear() lets sources be asked again", async () => {
  using site = makeSite({ "groups.conf": "[s]\nmap: cat nodes\n", nodes: "n1" });
  const groups = await site.load();
  assert.equal(String(await groups.parse("@a")), "n1");
  site.write("nodes", "n2");
  assert.equal(String(await groups.parse("@a")), "n1");
  groups.clear();
  assert.equal(String(await groups.parse("@a")), "n2");
});

function errorOf(code: GroupErrorCode, message?: string): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof GroupError, String(error));
    assert.equal(error.code, code);
    if (message !== undefined) assert.equal(error.message, message);
    return true;
  };
}
