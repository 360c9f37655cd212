import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makeSite } from "../../../../test/site.ts";
import { NodeSet } from "../../node-set.ts";

test("an upcall's placeholders are filled in, and stand in its environment", async () => {
  using site = makeSite({
    "groups.conf":
      "[one,two]\nmap: echo $SOURCE-$GROUP; test $CFGDIR = $PWD && printenv GROUP SOURCE CFGDIR | wc -l\n",
  });
  assert.equal(String(await (await site.load()).parse("@two:x")), "3,two-x");
});

test("an upcall may print words, lines and operators", async () => {
  using site = makeSite({ "groups.conf": "[s]\nmap: printf 'n1 n2\\n\\n  n[5, 7]\\nm1, m2 ! m1\\n'\n" });
  assert.equal(String(await (await site.load()).parse("@a")), "m2,n[1-2,5,7]");
});

test("a name never becomes a program", async () => {
  using site = makeSite({
    "groups.conf":
      "[s]\nmap: echo '$GROUP' \"$GROUP\" $GROUP\nreverse: echo $NODE\n[env]\nmap: printenv GROUP | tr -dc a-z\n",
  });
  const groups = await site.load();
  for (const name of [
    "$(touch pwned)",
    "`touch pwned`",
    "x;touch pwned",
    "x'y",
    'x"y',
    "x|y",
    "a -b",
    "../x",
    "-rf",
    "x\\y",
    "x\ny",
    "~",
    "a#b",
    "{a}",
    "<a",
    "(a)",
  ]) {
    await assert.rejects(groups.nodesOf(name), /would become part of a shell script/, name);
  }
  await assert.rejects(
    groups.groupsOf(NodeSet.fromNames(["$(touch pwned)"])),
    /for the groups of "\$\(touch pwned\)": /,
  );
  assert.ok(!existsSync(join(site.folder, "pwned")));
  assert.equal(String(await groups.nodesOf("a=b.c:d+e%f_é-1")), "a=b.c:d+e%f_é-1");
  assert.equal(String(await groups.nodesOf("bay a")), "a,bay");
  assert.equal(String(await groups.nodesOf("$(echo a)", { source: "env" })), "echoa");
});

test("what no name can be is refused, also from a reverse upcall", async () => {
  using site = makeSite({
    "groups.conf":
      "[nul]\nmap: printf 'n1\\000'\n[binary]\nmap: printf 'n\\377'\n[odd]\nmap: echo n1\nlist: echo g\nreverse: echo @x\n[env]\nmap: printenv GROUP\n",
  });
  const groups = await site.load();
  await assert.rejects(groups.nodesOf("g", { source: "nul" }), /printed control characters$/);
  await assert.rejects(groups.nodesOf("g", { source: "binary" }), /printed what is not UTF-8 text$/);
  await assert.rejects(
    groups.regroup(NodeSet.parse("n1"), { source: "odd" }),
    /^GroupError: Cannot tell the groups of nodes by "odd": the name "@x" holds one of/,
  );
  await assert.rejects(groups.nodesOf("a\0b", { source: "env" }), /would be given a NUL character$/);
});

test("a failing upcall is told with its status and what it said last", async () => {
  using site = makeSite({
    "groups.conf":
      "[s]\nmap: echo one >&2; echo 'no such partition: $GROUP' >&2; exit 7\nlist: kill -9 $$$$\n[t]\nmap:\nlist:\n",
  });
  const groups = await site.load();
  const place = `(${site.folder}/groups.conf:2)`;
  await assert.rejects(groups.parse("@a"), {
    message: `Cannot ask the group source "s" for the group "a": its script "map" ${place} ended with status 7: no such partition: a`,
  });
  await assert.rejects(groups.groupNames(), {
    message: `Cannot ask the group source "s" for its groups: its script "list" (${site.folder}/groups.conf:3) failed: it was ended by SIGKILL`,
  });
  await assert.rejects(groups.parse("@t:a"), {
    code: "source-cannot",
    message: 'Cannot ask the group source "t" for the group "a": it has no script "map"',
  });
  await assert.rejects(groups.groupNames({ source: "t" }), {
    code: "source-cannot",
    message: 'Cannot list the groups of "t": it has no way to do that',
  });
});

test("a group without nodes is unknown where the source can't list its groups", async () => {
  using site = makeSite({ "groups.conf": "[s]\nmap: true\n[t]\nmap: true\nlist: echo g[1-2]\n" });
  const groups = await site.load();
  await assert.rejects(groups.parse("@g1"), {
    code: "unknown-group",
    message:
      'Cannot resolve "@g1": the group source "s" gives it no nodes, and can\'t list what groups there are',
  });
  assert.ok((await groups.parse("@t:g1")).isEmpty);
  await assert.rejects(groups.parse("@t:g3"), /no such group; did you mean @t:g1\?/);
});

test("a list may not hold what could not be written as a group", async () => {
  using site = makeSite({
    "groups.conf": "[s]\nmap: echo n1\nlist: echo idle* down\n[t]\nmap: true\nlist: echo 'a[1-'\n",
  });
  const groups = await site.load();
  await assert.rejects(groups.groupNames(), {
    message:
      'Cannot list the groups of "s": the name "idle*" holds one of @ , ! & ^ *, which mean something else',
  });
  await assert.rejects(groups.groupNames({ source: "t" }), /Cannot list the groups of "t": .*not closed/);
});

test("mapall answers for map and list in one call", async () => {
  using site = makeSite({
    "groups.conf":
      "[s]\nmapall: cat table\n[t]\nmapall: cat table\nmap: echo other-$GROUP\nall: echo n[1-3]\n",
    table: "a: n1\n\nb : n[2-3] @a\nempty:\na: n9\n",
  });
  const groups = await site.load();
  assert.deepEqual(await groups.groupNames(), ["a", "b", "empty"]);
  assert.equal(String(await groups.parse("@a")), "n[1,9]");
  assert.equal(String(await groups.parse("@*")), "n[1-3,9]");
  assert.ok((await groups.parse("@empty")).isEmpty);
  await assert.rejects(groups.parse("@c"), { code: "unknown-group" });
  assert.deepEqual(site.scripts, ["cat table"]);
  assert.equal(String(await groups.parse("@t:c,@t:b,@t:*")), "n[1-3,9],other-c");
  site.write("table", "a b: n1\n");
  groups.clear();
  await assert.rejects(
    groups.parse("@a"),
    /"mapall" printed the line "a b: n1", which is no "group: nodes"$/,
  );
});

test("answers are kept for cache_time seconds", async () => {
  let now = 0;
  using site = makeSite({
    "groups.conf":
      "[s]\nmap: cat nodes\ncache_time: 60\n[t]\nmap: cat nodes\n[u]\nmap: cat nodes\ncache_time: 0\n",
    nodes: "n1",
  });
  const groups = await site.load({ clock: { now: () => now } });
  const ask = async (): Promise<readonly string[]> =>
    Array.fromAsync(["@s:a", "@t:a", "@u:a"], async (text) => String(await groups.parse(text)));
  assert.deepEqual(await ask(), ["n1", "n1", "n1"]);
  site.write("nodes", "n2");
  now = 59_999;
  assert.deepEqual(await ask(), ["n1", "n1", "n2"]);
  now = 60_000;
  assert.deepEqual(await ask(), ["n2", "n1", "n2"]);
  now = 3_600_000;
  assert.deepEqual(await ask(), ["n2", "n2", "n2"]);
});

test("reverse is asked where there are no fewer groups than nodes", async () => {
  using site = makeSite({
    "groups.conf":
      "[s]\nmap: echo n[1-9]\nlist: echo a b\nreverse: echo a\n[r]\nmap: echo n[1-9]\nlist: false\nreverse: echo a b\n[m]\nmap: echo n1\n",
  });
  const groups = await site.load();
  const names = async (nodes: string, source: string): Promise<string> =>
    (await groups.groupsOf(NodeSet.parse(nodes), { source })).map(({ name }) => name).join();
  assert.equal(await names("n[1-2]", "s"), "@s:a");
  assert.equal(await names("n[1-3]", "s"), "@s:a,@s:b");
  assert.deepEqual(site.warnings, []);
  assert.equal(await names("n[1-3]", "r"), "@r:a,@r:b");
  assert.match(site.warnings[0] ?? "", /for its groups: its script "list" .* ended with status 1$/);
  assert.equal(await names("n1", "m"), "");
  assert.equal(
    site.warnings[1],
    'Cannot tell the groups of nodes: the group source "m" can\'t list its groups',
  );
  await assert.rejects(names("n[1-1000000]", "r"), { code: "source-cannot" });
});
