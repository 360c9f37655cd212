import assert from "node:assert/strict";
import { test } from "node:test";
import { makeSite } from "../../../../test/site.ts";
import type { GroupResolver } from "../group-resolver.ts";

async function listed(groups: GroupResolver): Promise<Record<string, string>> {
  return Object.fromEntries((await groups.groups()).map(({ group, nodes }) => [group, nodes.fold()]));
}

test("genders: each attribute is a group, alone and with its value", async () => {
  using site = makeSite({
    "groups.conf": "[g]\ntype: genders\nfile: $CFGDIR/genders\n",
    genders: `
# comment
node[1-3],login compute,rack=r1   # more
node2   gpu=2,alt=%n-ib,half=50%%,home=/home,odd=a*b

admin
`,
  });
  const groups = await site.load();
  assert.deepEqual(await listed(groups), {
    alt: "node2",
    "alt=node2-ib": "node2",
    compute: "login,node[1-3]",
    gpu: "node2",
    "gpu=2": "node2",
    half: "node2",
    "half=50%": "node2",
    home: "node2",
    "home=/home": "node2",
    odd: "node2",
    rack: "login,node[1-3]",
    "rack=r1": "login,node[1-3]",
  });
  assert.equal(String(await groups.all()), "admin,login,node[1-3]");
  assert.equal(String(await groups.parse("@rack=r1!@home=/home")), "login,node[1,3]");
});

test("genders: a mistake is told with its line", async () => {
  using site = makeSite({ "groups.conf": "[g]\ntype: genders\nfile: genders\n", genders: "n1 a\nn[1- b\n" });
  await assert.rejects((await site.load()).parse("@a"), {
    code: "source-failed",
    message: /^Cannot read the group source "g": line 2: .*not closed$/,
  });
});

test("genders: the text may come from a command", async () => {
  using site = makeSite({
    "groups.conf": "[g]\ntype: genders\ncommand: cat $CFGDIR/$SOURCE.genders\n",
    "g.genders": "n1 a\n",
  });
  assert.equal(String(await (await site.load()).parse("@a")), "n1");
});

test("hosts: one name for each address, and none that every machine has", async () => {
  using site = makeSite({
    "groups.conf": "[h]\ntype: hosts\nfile: hosts\n",
    hosts: `
127.0.0.1   localhost localhost.localdomain
127.0.1.1   myself.example.org myself
::1         localhost ip6-localhost ip6-loopback
ff02::1     ip6-allnodes
10.0.0.1    node1.example.org node1   # first
10.0.0.2\tnode2
fd00::2     node2
10.0.0.3
`,
  });
  const groups = await site.load();
  assert.deepEqual(await listed(groups), { all: "myself.example.org,node2,node1.example.org" });
  assert.equal(String(await groups.parse("node*")), "node2,node1.example.org");
});

test("hosts: a file that is not there is told of", async () => {
  using site = makeSite({ "groups.conf": "[h]\ntype: hosts\nfile: none\n" });
  await assert.rejects((await site.load()).all(), {
    code: "source-failed",
    message: /^Cannot read the group source "h": ENOENT: .*none'$/,
  });
});

test("slurm: each partition is a group", async () => {
  using site = makeSite({
    "groups.conf": "[slurm]\ntype: slurm\n[other]\ntype: slurm\ncommand: echo debug n7\n",
    "bin/sinfo":
      "#!/bin/sh\nprintf '%s\\n' \"$*\" >> asked\nprintf 'debug n[1-2]\\nbatch n[003-100,120]\\ndebug n3\\nnone (null)\\nempty \\n'\n",
  });
  const groups = await site.load({ environment: withBin(site.folder) });
  assert.deepEqual(await listed(groups), { batch: "n[003-100,120]", debug: "n[1-3]", empty: "", none: "" });
  assert.equal(String(await groups.all()), "n[1-3,003-100,120]");
  assert.deepEqual(site.scripts, ['sinfo -h -o "%R %N"']);
  assert.equal(String(await groups.parse("@other:debug")), "n7");
});

test("slurm: a program that fails is told of", async () => {
  using site = makeSite({ "groups.conf": "[slurm]\ntype: slurm\n" });
  const groups = await site.load({ environment: { PATH: "/none" } });
  await assert.rejects(groups.parse("@debug"), {
    code: "source-failed",
    message:
      /^Cannot ask the group source "slurm" for its groups: its script "sinfo .*" \(.*groups\.conf:1\) ended with status 127: .*sinfo/,
  });
});

test("ansible: groups hold the hosts of the groups below them", async () => {
  const inventory = {
    _meta: { hostvars: { web1: {}, web2: {}, db1: {}, lone: {} } },
    all: { children: ["ungrouped", "site"] },
    ungrouped: { hosts: ["lone"] },
    site: { children: ["web", "db"] },
    web: { hosts: ["web1", "web2"] },
    db: { hosts: ["db1"], children: ["site"] },
    empty: {},
  };
  using site = makeSite({
    "groups.conf": "[a]\ntype: ansible\nfile: it's $$here.ini\n",
    "bin/ansible-inventory": `#!/bin/sh\ntest "$*" = "--list -i $PWD/it's \\$here.ini" && cat <<'E'\n${JSON.stringify(inventory)}\nE\n`,
  });
  const groups = await site.load({ environment: withBin(site.folder) });
  assert.deepEqual(await listed(groups), {
    all: "db1,lone,web[1-2]",
    db: "db1,web[1-2]",
    empty: "",
    site: "db1,web[1-2]",
    ungrouped: "lone",
    web: "web[1-2]",
  });
});

test("ansible: what is no inventory is told of", async () => {
  using site = makeSite({ "groups.conf": "[a]\ntype: ansible\ncommand: echo '[1]'\n" });
  await assert.rejects((await site.load()).all(), {
    message:
      'Cannot read the group source "a": its inventory is not JSON as "ansible-inventory --list" prints it',
  });
});

test("ssh_config: each file that names hosts is a group", async () => {
  using site = makeSite({
    "groups.conf": "[ssh]\ntype: ssh_config\n",
    ".ssh/config": `
Include config.d/*.conf ~/extra none
Host *
  User me
HOST=gate "login 1"
host n1 n2 !n3 n?  # more
Match host other
  Port 22
`,
    ".ssh/config.d/work.conf": "Host w1 w2\nInclude config.d/deep ../config\n",
    ".ssh/config.d/deep": "  Host\td1\n",
    ".ssh/config.d/folder.conf/x": "",
    extra: "Include ~/extra\n",
  });
  const groups = await site.load();
  assert.deepEqual(await listed(groups), {
    all: "d1,gate,n[1-2],w[1-2]",
    config: "gate,n[1-2]",
    deep: "d1",
    work: "w[1-2]",
  });
});

test("ssh_config: a command has no place in it", async () => {
  using site = makeSite({ "groups.conf": "[ssh]\ntype: ssh_config\ncommand: cat x\n" });
  await assert.rejects(
    site.load(),
    /:2": a source of the type "ssh_config" reads files, and takes no "command"$/,
  );
});

function withBin(folder: string): Record<string, string> {
  return { PATH: `${folder}/bin:/usr/bin:/bin`, HOME: folder };
}
