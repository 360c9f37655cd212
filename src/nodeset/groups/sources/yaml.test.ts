import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makeSite } from "../../../../test/site.ts";

const conf = "[Main]\nautodir: auto\n";

test("nodes are texts, lists, numbers or nothing, as they are written", async () => {
  using site = makeSite({
    "groups.conf": conf,
    "auto/a.yaml": `
s:
  text: n1 n2, n3
  list: [n1, "n[5-6]", 007]
  number: 0012
  nothing:
  none: null
  empty: []
  yes: "off"
  folded: >
    n1
    n2
`,
  });
  const groups = await site.load();
  const found = Object.fromEntries((await groups.groups()).map(({ group, nodes }) => [group, nodes.fold()]));
  assert.deepEqual(found, {
    empty: "",
    folded: "n[1-2]",
    list: "007,n[1,5-6]",
    none: "",
    nothing: "",
    number: "0012",
    text: "n[1-3]",
    yes: "off",
  });
});

test("the group all stands for all nodes, and without it all groups do", async () => {
  using site = makeSite({
    "groups.conf": conf,
    "auto/a.yaml": "s: { a: n1, all: n2 }\nt: { a: n1, b: n2 }\nu: {}\n",
  });
  const groups = await site.load();
  assert.deepEqual(
    await Array.fromAsync(["s", "t", "u"], async (source) => String(await groups.all({ source }))),
    ["n2", "n[1-2]", ""],
  );
});

test("anchors and merged mappings count", async () => {
  using site = makeSite({
    "groups.conf": conf,
    "auto/a.yaml": "s: &s { a: &a n1, b: [*a, n2] }\nt: { <<: *s, b: n3 }\nu: { <<: [*s, { c: n4 }] }\n",
  });
  const groups = await site.load();
  assert.equal(String(await groups.parse("@t:a,@t:b")), "n[1,3]");
  assert.equal(String(await groups.parse("@u:b,@u:c")), "n[1-2,4]");
});

test("a file that merges itself, or refers to nothing, is refused", async () => {
  const mistakes = {
    "s: &s { <<: *s }\n": /:1": too many mappings are merged into each other$/,
    "s:\n  a: *none\n": /:2": (nothing is named|it is not valid YAML: .*)/,
    [`s: {${"[".repeat(20_000)}}\n`]: /:1": it is not valid YAML/,
  };
  for (const [text, message] of Object.entries(mistakes)) {
    using site = makeSite({ "groups.conf": conf, "auto/a.yaml": text });
    await assert.rejects(site.load(), { code: "bad-group-configuration", message });
  }
});

test("a key that is there twice is told of, and the later one counts", async () => {
  using site = makeSite({ "groups.conf": conf, "auto/a.yaml": "s:\n  a: n1\n  a: n2\n" });
  const groups = await site.load();
  assert.equal(String(await groups.parse("@a")), "n2");
  assert.deepEqual(site.warnings, [
    `${site.folder}/auto/a.yaml:3: "a" is there twice, and the later one counts`,
  ]);
});

test("an empty file holds no sources", async () => {
  using site = makeSite({ "groups.conf": conf, "auto/a.yaml": "# nothing yet\n", "auto/b.yml": "s: {}" });
  assert.deepEqual((await site.load()).sources, []);
});

test("a file is read again after an hour, for the sources that it had", async () => {
  let now = 0;
  using site = makeSite({ "groups.conf": conf, "auto/a.yaml": "s: { a: n1 }\nt: { a: n1 }\n" });
  const groups = await site.load({ clock: { now: () => now } });
  site.write("auto/a.yaml", "s: { a: n2 }\nnew: { a: n2 }\n");
  assert.equal(String(await groups.parse("@s:a")), "n1");
  now = 3_600_000;
  assert.equal(String(await groups.parse("@s:a")), "n2");
  assert.equal(String(await groups.parse("@t:a")), "n1");
  assert.deepEqual(groups.sources, ["s", "t"]);
  rmSync(join(site.folder, "auto/a.yaml"));
  groups.clear();
  await assert.rejects(
    groups.parse("@s:a"),
    /^GroupError: Cannot read the groups in ".*a\.yaml" again: ENOENT/,
  );
});
