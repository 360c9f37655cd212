import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Answer, ask } from "../../test/http.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import type { NodeSetView } from "./api.ts";

let folder: string;
let serving: Serving;
const usual = process.env["CLUSTERSHELL_CFGDIR"];
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "runyard-groups-"));
  await writeFile(join(folder, "groups.conf"), "[Main]\ndefault: mine\nautodir: .\n");
  await writeFile(
    join(folder, "mine.yaml"),
    "mine:\n  compute: node[1-20]\n  io: node[19-22]\n  login: login[1-2]\n",
  );
  process.env["CLUSTERSHELL_CFGDIR"] = folder;
  serving = await startServing({ jobs: {} });
});
after(async () => {
  if (usual === undefined) delete process.env["CLUSTERSHELL_CFGDIR"];
  else process.env["CLUSTERSHELL_CFGDIR"] = usual;
  await serving.close();
  await rm(folder, { recursive: true });
});

function read(expression: string, rest = ""): Promise<Answer> {
  return ask("GET", `${serving.url}/api/v1/nodesets?expression=${encodeURIComponent(expression)}${rest}`);
}

test("GET /nodesets folds a set, counts it, and lists its first names and its groups", async () => {
  const { status, text } = await read("@compute!node[1-17],node21,login9", "&limit=3");
  assert.equal(status, 200, text);
  assert.deepEqual(JSON.parse(text), {
    folded: "login9,node[18-21]",
    count: 5,
    names: ["login9", "node18", "node19"],
    groups: [
      { name: "@compute", nodes: "node[18-20]", count: 3 },
      { name: "@io", nodes: "node[19-21]", count: 3 },
    ],
    moreGroups: 0,
    groupProblem: null,
  });
});

for (const [expression, reason] of [
  ["node[1-", "at character"],
  ["@nobody", "nobody"],
  ["n[1-999999999]", "100,000"],
  ["@$(touch /tmp/x)", "no name of a group"],
] as const)
  test(`GET /nodesets refuses "${expression}" with a reason`, async () => {
    const { status, text } = await read(expression);
    assert.equal(status, 400, text);
    assert.ok((JSON.parse(text) as { detail: string }).detail.includes(reason), text);
  });

test("GET /nodesets/groups lists the groups of the site", async () => {
  const { text } = await ask("GET", `${serving.url}/api/v1/nodesets/groups`);
  const { groups } = JSON.parse(text) as { groups: readonly { name: string; count: number }[] };
  assert.deepEqual(
    groups.map(({ name, count }) => [name, count]),
    [
      ["@compute", 20],
      ["@io", 4],
      ["@login", 2],
    ],
  );
});

test("GET /nodesets counts a set also where the groups of the site can't be read", async () => {
  await writeFile(join(folder, "groups.conf"), "[Main]\ndefault: nobody\n");
  const again = await startServing({ jobs: {} });
  const { text } = await ask("GET", `${again.url}/api/v1/nodesets?expression=node[1-3]`);
  await again.close();
  const { count, groups, groupProblem } = JSON.parse(text) as NodeSetView;
  assert.deepEqual([count, groups.length], [3, 0]);
  assert.match(groupProblem ?? "", /^Cannot .*nobody/);
});
