import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { isGone } from "../../../test/is-gone.ts";
import { until } from "../../../test/run-job.ts";
import { makeSite } from "../../../test/site.ts";
import { NodeSet } from "../node-set.ts";
import { GroupError, type GroupErrorCode } from "./group-error.ts";

test("parse() tells of a missing configuration only where it is needed", async () => {
  using site = makeSite({ "groups.conf": "" });
  const groups = await site.load();
  assert.deepEqual([groups.sources, groups.defaultSource], [[], null]);
  assert.equal(String(await groups.parse("n[1-3]!n2")), "n[1,3]");
  const message = `Cannot resolve groups: no group source is configured in ${join(site.folder, "groups.conf")}`;
  for (const text of ["@io", "n*"])
    await assert.rejects(groups.parse(text), errorOf("unknown-source", message));
});

test("parse() names the path of a group that contains itself, and harms no other", async () => {
  using site = makeSite({
    "groups.conf": "[Main]\nautodir: .\ndefault: s\n",
    "g.yaml": `
s: { a: "n1,@b", b: "@t:c", d: "n4,@a", good: "n[1-2]", self: "@self" }
t: { c: "@s:a" }
`,
  });
  const groups = await site.load();
  const cycle = 'Cannot resolve "@a": it contains itself: @a → @b → @t:c → @a';
  await assert.rejects(groups.parse("@a"), errorOf("group-cycle", cycle));
  await assert.rejects(groups.parse("@d"), errorOf("group-cycle", cycle));
  await assert.rejects(
    groups.parse("@self"),
    errorOf("group-cycle", 'Cannot resolve "@self": it contains itself: @self → @self'),
  );
  assert.equal(String(await groups.parse("@good")), "n[1-2]");
  const found = await groups.groupsOf(NodeSet.parse("n1"));
  assert.deepEqual(
    found.map(({ name }) => name),
    ["@good"],
  );
  assert.equal(site.warnings[0], `Left out a group: ${cycle}`);
  assert.equal(await groups.regroup(NodeSet.parse("n[1-3]")), "@good,n3");
  assert.deepEqual(
    (await groups.groups()).map(({ group, nodes }) => `${group} ${nodes.fold()}`),
    ["good n[1-2]"],
  );
});

test("parse() tells in which group something is wrong", async () => {
  using site = makeSite({
    "groups.conf": "[Main]\nautodir: .\ndefault: s\n",
    "g.yaml": 's: { a: "n[1-", b: "@a", c: "@nope", d: "@t:x", e: "x,,y" }\n',
  });
  const groups = await site.load();
  const bracket =
    'Cannot read the nodes of "@a", which the group source "s" tells as "n[1-": this bracket is not closed';
  await assert.rejects(groups.parse("@a"), errorOf("source-failed", bracket));
  await assert.rejects(groups.parse("@b"), errorOf("source-failed", `${bracket} (needed for "@b")`));
  await assert.rejects(
    groups.parse("@c"),
    errorOf(
      "unknown-group",
      'Cannot resolve "@nope": the group source "s" has no such group (needed for "@c")',
    ),
  );
  await assert.rejects(
    groups.parse("@d"),
    errorOf(
      "unknown-source",
      'Cannot find the group source "t": there is none of that name; did you mean "s"? (needed for "@d")',
    ),
  );
  await assert.rejects(
    groups.parse("@e"),
    /Cannot read the nodes of "@e", which the group source "s" tells as "x,,y"/,
  );
});

test("parse() follows groups a long way, but not without an end", async () => {
  const chain = (length: number): string =>
    Array.from({ length }, (_, index) => `  g${index}: "@g${index + 1}"\n`).join("");
  using site = makeSite({
    "groups.conf": "[Main]\nautodir: .\n",
    "g.yaml": `s:\n${chain(500)}  g500: n1\n`,
  });
  const groups = await site.load();
  assert.equal(String(await groups.parse("@g350")), "n1");
  await assert.rejects(groups.parse("@g0"), /"@g200": it stands more than 200 groups deep in others/);
  await assert.rejects(groups.parse("@g[1-1000000]"), /it names more than 10000 groups/);
});

test("parse() resolves a bare group inside a group in that group's source", async () => {
  using site = makeSite({
    "groups.conf": "[Main]\nautodir: .\ndefault: s\n",
    "g.yaml":
      's: { a: n1, all: "n[1-9]" }\nt: { a: n2, b: "@a,@s:a", c: "n*", d: "@*", e: "@@", all: "n[2-3]" }\n',
  });
  const groups = await site.load();
  const pairs = { "@t:b": "n[1-2]", "@t:c": "n[2-3]", "@t:d": "n[2-3]", "@t:e": "a,all,b,c,d,e" };
  for (const [text, nodes] of Object.entries(pairs)) assert.equal(String(await groups.parse(text)), nodes);
});

test("parse() stops at its signal and at its time, and leaves no script behind", async () => {
  using site = makeSite({
    "groups.conf": "[slow]\nmap: echo $$$$ >> pids-$GROUP; exec sleep 60\nlist: echo a\n",
  });
  const groups = await site.load();
  const started = performance.now();
  await assert.rejects(
    groups.parse("@a,@b", { timeoutMs: 50 }),
    errorOf("timed-out", 'Cannot resolve groups: the group source "slow" did not answer within 0.1 s'),
  );
  const reason = new Error("enough");
  await assert.rejects(groups.parse("@a", { signal: AbortSignal.abort(reason) }), reason);
  const stopping = new AbortController();
  const asked = groups.parse("@c", { signal: stopping.signal, timeoutMs: 60_000 });
  const pidsOf = (group: string): readonly string[] => {
    const file = join(site.folder, `pids-${group}`);
    return existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
  };
  await until("the script runs", () => pidsOf("c").length > 0);
  stopping.abort(reason);
  await assert.rejects(asked, reason);
  assert.ok(performance.now() - started < 50_000);
  const pids = ["a", "b", "c"].flatMap(pidsOf);
  await until("no script is left", () => pids.every((pid) => isGone(Number(pid))));
});

test("parse() runs what is independent at once, shares what is asked twice, and asks no more than it must", async () => {
  using site = makeSite({
    // Each waits for all four: one after the other they would wait in vain.
    "groups.conf":
      "[s]\nmap: : > at-$GROUP; until test -e at-a -a -e at-b -a -e at-c -a -e at-d; do sleep 0.02; done; echo $GROUP-n1\nlist: echo a b c d\n",
  });
  const groups = await site.load();
  const options = { timeoutMs: 60_000 };
  const sets = await Promise.all([groups.parse("@a,@b,@c,@d", options), groups.parse("@a,@*", options)]);
  assert.deepEqual(sets.map(String), ["a-n1,b-n1,c-n1,d-n1", "a-n1,b-n1,c-n1,d-n1"]);
  assert.equal(site.scripts.length, 5);
});

function errorOf(code: GroupErrorCode, message?: string): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof GroupError, String(error));
    assert.equal(error.code, code);
    if (message !== undefined) assert.equal(error.message, message);
    return true;
  };
}
