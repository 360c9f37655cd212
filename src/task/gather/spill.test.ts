import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Gather } from "./gather.ts";

/** 2,000 nodes with 256 KiB each that no other has, 512 MiB in all. */
const program = `
  import { Gather } from ${JSON.stringify(join(import.meta.dirname, "gather.ts"))};
  const gather = new Gather();
  const piece = Buffer.alloc(64 * 1024, "what a node says\\n");
  for (let part = 0; part < 4; part++) {
    for (let node = 0; node < 2000; node++) {
      piece.write(\`node \${node} part \${part} \`);
      gather.add(\`n\${node}\`, piece);
    }
  }
  let [groups, bytes] = [0, 0];
  for (const { output } of gather.groups()) {
    groups++;
    for (const chunk of output.chunks()) bytes += chunk.length;
  }
  console.log(JSON.stringify({ groups, bytes, mostKib: process.resourceUsage().maxRSS }));
`;

/** 64 MiB of blocks, 32 MiB of begun ones, Node itself, and what is not collected yet. */
const MOST_KIB = 400 * 1024;

test("Gather holds no more in memory than it says, and leaves no file", () => {
  const folder = mkdtempSync(join(tmpdir(), "runyard-spill-"));
  try {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ["--input-type=module-typescript", "-e", program],
      {
        env: { ...process.env, TMPDIR: folder },
        encoding: "utf8",
      },
    );
    assert.equal(stderr, "");
    const { groups, bytes, mostKib } = JSON.parse(stdout) as Record<string, number>;
    assert.deepEqual([groups, bytes], [2000, 2000 * 4 * 64 * 1024]);
    assert.ok((mostKib ?? Infinity) < MOST_KIB, `${mostKib} KiB`);
    assert.deepEqual(readdirSync(folder), []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("Gather says in a sentence that there is no place for what it can't hold", () => {
  const nowhere = join(tmpdir(), "runyard-nowhere");
  const overfull = program.replace("new Gather()", "new Gather({ spillBytes: 0 })");
  const { stderr, status } = spawnSync(process.execPath, ["--input-type=module-typescript", "-e", overfull], {
    env: { ...process.env, TMPDIR: nowhere },
    encoding: "utf8",
  });
  assert.equal(status, 1);
  assert.match(stderr, /RunyardError: Cannot keep gathered output in ".*runyard-nowhere": ENOENT/);
});

test("Gather cuts what finds no place where it is told to, and what is cut is like no other output", () => {
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = join(tmpdir(), "runyard-nowhere");
  try {
    const gather = new Gather({ spillBytes: 32 * 1024, cutsWhenFull: true });
    const bytes = Buffer.alloc(40 * 1024, "the same\n");
    for (const key of ["a", "b", "c"]) gather.add(key, bytes);
    gather.add("d", Buffer.from("other\n"));
    // Up to here all fits; from here on nothing does.
    for (const key of ["a", "b"]) gather.add(key, bytes);
    for (const key of ["a", "b"]) gather.add(key, Buffer.from("lost\n"));
    assert.deepEqual([...gather.cut.keys()], ["a", "b"]);
    assert.match(gather.cut.get("a")?.message ?? "", /Cannot keep gathered output in ".*runyard-nowhere"/);
    assert.deepEqual(
      [...gather.groups()].map(({ keys, output }) => [keys.join(), output.bytes().length]),
      [
        ["a", 48 * 1024],
        ["b", 48 * 1024],
        ["c", 40 * 1024],
        ["d", 6],
      ],
    );
    gather.forget("a");
    assert.deepEqual([...gather.cut.keys()], ["b"]);
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
});
