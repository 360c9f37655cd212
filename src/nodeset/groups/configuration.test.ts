import assert from "node:assert/strict";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makeSite } from "../../../test/site.ts";
import { configurationPaths, readConfigurationFiles } from "./configuration-files.ts";
import { GroupError } from "./group-error.ts";
import { loadGroups } from "./load-groups.ts";

test("configurationPaths() names the places of ClusterShell, the last word last", () => {
  assert.deepEqual(configurationPaths({ HOME: "/h" }), [
    "/etc/clustershell/groups.conf",
    "/h/.local/etc/clustershell/groups.conf",
    "/h/.config/clustershell/groups.conf",
  ]);
  const paths = configurationPaths({ HOME: "/h", XDG_CONFIG_HOME: "/x", CLUSTERSHELL_CFGDIR: "/c" });
  assert.deepEqual(paths.slice(2), ["/x/clustershell/groups.conf", "/c/groups.conf"]);
});

test("readConfigurationFiles() lays all files over each other, and takes the folder of the last", async () => {
  using site = makeSite({
    "one/groups.conf": "[Main]\ndefault: a\n[a]\nmap: 1\nlist: 1\n",
    "two/groups.conf": "[a]\nmap: 2\n",
  });
  const paths = ["none", "one", "two"].map((name) => join(site.folder, name, "groups.conf"));
  const read = await readConfigurationFiles(paths);
  assert.equal(read?.folder, join(site.folder, "two"));
  assert.deepEqual(
    [...(read?.ini.get("a")?.values ?? [])].map(([key, { text }]) => `${key} ${text}`),
    ["map 2", "list 1"],
  );
  assert.equal(await readConfigurationFiles(paths.slice(0, 1)), null);
});

test("loadGroups() follows confdir, then autodir, then its own sections", async () => {
  using site = makeSite({
    "groups.conf":
      "[Main]\nconfdir: $CFGDIR/missing '$CFGDIR/with blank' $CFGDIR/with\\ blank\nautodir: auto\n[own]\nmap: echo own\n",
    "with blank/b.conf": "[second]\nmap: pwd\n[Main]\ndefault: ignored\n",
    "with blank/a.conf": "[first, other]\nmap: echo $SOURCE\n",
    "with blank/c.conf.off": "[off]\nmap: echo off\n",
    "with blank/.hidden.conf": "[hidden]\nmap: echo hidden\n",
    "auto/z.yaml": "files:\n  g: n1\n",
  });
  const groups = await site.load();
  assert.deepEqual(groups.sources, ["first", "other", "second", "files", "own"]);
  assert.equal(groups.defaultSource, "first");
  assert.equal(String(await groups.parse("@other:x")), "other");
});

test("loadGroups() runs the scripts of a folder there", async () => {
  using site = makeSite({
    "groups.conf": "[Main]\nconfdir: parts\n[own]\nmap: cat nodes $CFGDIR/nodes\n",
    nodes: "n1\n",
    "parts/a.conf": "[part]\nmap: cat nodes $CFGDIR/nodes\n",
    "parts/nodes": "n2\n",
  });
  const groups = await site.load();
  assert.equal(String(await groups.parse("@own:x")), "n1");
  assert.equal(String(await groups.parse("@part:x")), "n2");
});

test("loadGroups() prefers groupsdir to confdir, and an empty default to none", async () => {
  using site = makeSite({
    "groups.conf": "[Main]\ndefault:\ngroupsdir: old\nconfdir: new\n",
    "old/a.conf": "[old]\nmap: echo n1\n",
    "new/a.conf": "[new]\nmap: echo n1\n",
  });
  assert.deepEqual((await site.load()).sources, ["old"]);
});

test("loadGroups() leaves out files that are closed to us", async () => {
  using site = makeSite({
    "groups.conf": "[Main]\nconfdir: parts\nautodir: auto\n[own]\nmap: echo n1\n",
    "parts/a.conf": "[part]\nmap: echo n1\n",
  });
  mkdirSync(join(site.folder, "auto/folder.yaml"), { recursive: true });
  mkdirSync(join(site.folder, "parts/folder.conf"));
  chmodSync(join(site.folder, "auto"), 0o000);
  assert.deepEqual((await site.load()).sources, ["part", "own"]);
  chmodSync(join(site.folder, "auto"), 0o700);
});

test("loadGroups() reads the files of the environment", async () => {
  using site = makeSite({ "groups.conf": "[Main]\ndefault: mine\n[mine]\nmap: echo n1\n" });
  const environment = { CLUSTERSHELL_CFGDIR: site.folder, HOME: "/none" };
  const groups = await loadGroups({ run: site.run, environment });
  assert.ok(groups.sources.includes("mine"));
});

const mistakes: readonly [string, Record<string, string>, string][] = [
  [
    "a missing source as the default",
    { "groups.conf": "[Main]\ndefault: a\n[ab]\nmap: x\n" },
    'groups.conf:2": there is no group source "a"; did you mean "ab"?',
  ],
  [
    "a source twice",
    { "groups.conf": "[Main]\nautodir: .\n[a,a2]\nmap: x\n", "f.yaml": "b: {}\na2: {}\n" },
    'groups.conf:3": the group source "a2" is there already, in "FOLDER/f.yaml:2"',
  ],
  [
    "a folder that is a file",
    { "groups.conf": "[Main]\nconfdir: f\n", f: "" },
    'groups.conf:2": "FOLDER/f" is not a folder',
  ],
  ["an open quote", { "groups.conf": "[Main]\n\nconfdir: 'f\n" }, 'groups.conf:3": a quote is not closed'],
  [
    "a source without scripts",
    { "groups.conf": "[a]\nlist: x\n" },
    'groups.conf:1": the group source "a" needs the key "map" or "mapall", or a "type"',
  ],
  [
    "a cache time that is no number",
    { "groups.conf": "[a]\nmap: x\ncache_time: 1h\n" },
    'groups.conf:3": cache_time must be a number of seconds, found "1h"',
  ],
  [
    "a type that is not known",
    { "groups.conf": "[a]\ntype: gender\n" },
    'groups.conf:2": there is no type of group source "gender"; did you mean "genders"?',
  ],
  [
    "what is no YAML",
    { "groups.conf": "[Main]\nautodir: .\n", "f.yaml": "a:\n  b: [\n" },
    'f.yaml:3": it is not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  [
    "a number as a group",
    { "groups.conf": "[Main]\nautodir: .\n", "f.yaml": "a:\n  b: n1\n  12: n2\n" },
    'f.yaml:3": the name "12" is not a text; put it in quotes',
  ],
  [
    "a source that is no mapping",
    { "groups.conf": "[Main]\nautodir: .\n", "f.yaml": "a:\n  b: n1\nc: n2\n" },
    'f.yaml:3": expected a mapping of groups in the source "c"',
  ],
  [
    "a file that is no mapping",
    { "groups.conf": "[Main]\nautodir: .\n", "f.yaml": "- a\n" },
    'f.yaml:1": expected a mapping of sources',
  ],
  [
    "a mapping of nodes",
    { "groups.conf": "[Main]\nautodir: .\n", "f.yaml": "a:\n  b:\n    c: d\n" },
    'f.yaml:3": expected nodes: a text or a list of texts',
  ],
];

for (const [what, files, message] of mistakes) {
  test(`loadGroups() refuses ${what}, with its place`, async () => {
    using site = makeSite(files);
    const error = await site.load().then(
      () => assert.fail(),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof GroupError && error.code === "bad-group-configuration", String(error));
    const start = `Cannot read the group configuration "${site.folder}/`;
    assert.equal(error.message, `${start}${message.replace("FOLDER", site.folder)}`);
  });
}

test("loadGroups() tells that a file that was named is not there", async () => {
  using site = makeSite({});
  await assert.rejects(site.load({ groupsConf: join(site.folder, "none.conf") }), /none\.conf": ENOENT/);
});
