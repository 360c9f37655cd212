import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { runInFanout } from "../../test/run-in-fanout.ts";
import type { Fanout } from "./fanout.ts";
import { readStat, runningPids } from "./identity.ts";
import { launch } from "./launch.ts";
import { startFanout } from "./start-fanout.ts";

let fanout: Fanout;
let folder = "";
before(() => {
  folder = mkdtempSync(join(tmpdir(), "runyard-fanout-"));
  fanout = startFanout();
});
after(async () => {
  await fanout.close();
  rmSync(folder, { recursive: true });
});

test("start() tells the start, the exact exit status, or the exact signal", async () => {
  for (const status of [0, 1, 2, 126, 127, 137, 255]) {
    const { calls, end } = await runInFanout(fanout, ["sh", "-c", `exit ${status}`]).told;
    assert.deepEqual({ calls, end }, { calls: ["start", "end"], end: { kind: "exit", status } });
  }
  for (const signal of ["HUP", "INT", "QUIT", "FPE", "KILL", "USR1", "SEGV", "PIPE", "TERM", "XFSZ"]) {
    const { end } = await runInFanout(fanout, ["sh", "-c", `ulimit -c 0; kill -${signal} $$`]).told;
    assert.deepEqual(end, { kind: "signal", signal: `SIG${signal}` });
  }
});

test("start() tells what is missing as launch() does when nothing can be started", async () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  const locked = join(folder, "locked");
  mkdirSync(locked);
  const cases = [
    { argv: ["/no/such/program"] },
    { argv: ["no-such-program"] },
    { argv: [file] },
    { argv: [locked] },
    { argv: ["true"], cwd: "/no/such" },
    { argv: ["true"], cwd: file },
    { argv: ["/no/such/program"], cwd: "/no/such" },
    { argv: ["true", "x".repeat(3_000_000)] },
  ] as const;
  for (const { argv, ...rest } of cases) {
    const run = runInFanout(fanout, argv, { ...rest, stdin: "pipe" });
    run.child.write(Buffer.from("nobody reads this"));
    const { calls, end } = await run.told;
    assert.deepEqual(end, await launch({ argv, ...rest }).exited);
    assert.deepEqual([calls.includes("start"), calls.at(-1), run.child.pid], [false, "end", null]);
    assert.equal(run.child.pendingBytes, 0);
  }
});

test("start() throws for what no program could be given", () => {
  const listener = { onStart: () => {}, onOutput: () => {}, onWritten: () => {}, onEnd: () => {} };
  const spec = { stdin: "none", stderr: "merged" } as const;
  assert.throws(() => fanout.start({ ...spec, argv: ["true", "a\0b"] }, listener), TypeError);
  assert.throws(() => fanout.start({ ...spec, argv: ["true"], cwd: "/\0" }, listener), TypeError);
  assert.throws(() => fanout.start({ ...spec, argv: ["true"], env: { "A=B": "" } }, listener), TypeError);
});

test("start() gives each child its own folder, arguments and environment, and no other", async () => {
  const script = 'printf "%s|" "$PWD" "$@"; env';
  const runs = Array.from({ length: 200 }, (_, index) => {
    const env = { PATH: "/usr/bin:/bin", [`ONLY_${index % 150}`]: `a=\n${index}é` };
    const argv = ["/bin/sh", "-c", script, "sh", "", " x\n", `${index}`] as const;
    return runInFanout(fanout, argv, { cwd: folder, env });
  });
  for (const [index, run] of runs.entries()) {
    const { stdout } = await run.told;
    const [cwd, ...rest] = Buffer.from(stdout, "latin1").toString().split("|");
    assert.deepEqual([cwd, ...rest.slice(0, 3)], [folder, "", " x\n", `${index}`]);
    const variables = rest[3]?.replace(/^(?:_|PWD|OLDPWD|SHLVL)=.*\n/gm, "");
    const expected = ["PATH=/usr/bin:/bin\n", `ONLY_${index % 150}=a=\n${index}é\n`];
    assert.deepEqual(
      [...expected].toSorted(),
      [...expected].filter((one) => variables?.includes(one)).toSorted(),
    );
    assert.equal(variables?.length, expected.join("").length);
  }
});

test("start() gives our own environment and folder unless told, and searches the PATH of the child", async () => {
  process.env["RUNYARD_FANOUT_TEST"] = "ours";
  const ours = runInFanout(fanout, ["sh", "-c", 'echo "$RUNYARD_FANOUT_TEST"; pwd -P']);
  delete process.env["RUNYARD_FANOUT_TEST"];
  assert.equal((await ours.told).stdout, `ours\n${process.cwd()}\n`);
  writeFileSync(join(folder, "only-here"), "#!/bin/sh\necho found\n", { mode: 0o700 });
  assert.equal((await runInFanout(fanout, ["only-here"], { env: { PATH: folder } }).told).stdout, "found\n");
  assert.equal((await runInFanout(fanout, ["only-here"]).told).end.kind, "launch");
});

test("start() gives a session of its own, three descriptors, and no signal that is ignored or blocked", async () => {
  const script =
    "ls /proc/self/fd; grep -E 'Sig(Blk|Ign)' /proc/self/status; cut -d' ' -f1,5,6 /proc/self/stat";
  const run = runInFanout(fanout, ["sh", "-c", `exec sh -c "${script}"`], { stdin: "pipe" });
  const pid = await run.started;
  const { stdout } = await run.told;
  const none = "0".repeat(16);
  const [, group, session] = stdout.trim().split("\n").at(-1)?.split(" ") ?? [];
  assert.ok(stdout.startsWith(`0\n1\n2\n3\nSigBlk:\t${none}\nSigIgn:\t${none}\n`), stdout);
  assert.deepEqual([group, session], [`${pid}`, `${pid}`]);
});

test("start() loses none of 1,000 children at 64 at a time, and leaves no zombie", async () => {
  const held = runInFanout(fanout, ["cat"], { stdin: "pipe" });
  const program = readStat(await held.started)?.parent;
  let next = 0;
  const ends = new Set<number>();
  const work = async (): Promise<void> => {
    while (next < 1000) {
      const index = next++;
      const { stdout, end } = await runInFanout(fanout, ["echo", `${index}`]).told;
      assert.deepEqual([stdout, end], [`${index}\n`, { kind: "exit", status: 0 }]);
      ends.add(index);
    }
  };
  await Promise.all(Array.from({ length: 64 }, work));
  assert.equal(ends.size, 1000);
  const children = runningPids().filter((pid) => readStat(pid)?.parent === program);
  assert.deepEqual(children, [held.child.pid]);
  held.child.end();
  await held.told;
});

test("start() runs 2,000 children at once", async () => {
  const runs = Array.from({ length: 2000 }, () => runInFanout(fanout, ["cat"], { stdin: "pipe" }));
  const pids = await Promise.all(runs.map(({ started }) => started));
  assert.equal(new Set(pids).size, 2000);
  for (const [index, { child }] of runs.entries()) {
    child.write(Buffer.from(`${index}`));
    child.end();
  }
  for (const [index, { told }] of runs.entries()) {
    const { stdout, end } = await told;
    assert.deepEqual([stdout, end], [`${index}`, { kind: "exit", status: 0 }]);
  }
});

test("start() ends with the system's reason when descriptors run out, and the others go on", async () => {
  const source = new URL("start-fanout.ts", import.meta.url).href;
  const script = `import { startFanout } from ${JSON.stringify(source)};
    const fanout = startFanout();
    // Those that have started go on until it is known of each whether it has.
    const started = [];
    let answered = 0;
    const answer = () => { if (++answered === 64) for (const child of started) child.end(); };
    const ends = await Promise.all(Array.from({ length: 64 }, () => new Promise((resolve) => {
      const listener = {
        onStart() { started.push(child); answer(); },
        onOutput() {},
        onWritten() {},
        onEnd(end) { if (!started.includes(child)) answer(); resolve(end); },
      };
      const child = fanout.start({ argv: ["cat"], stdin: "pipe", stderr: "separate" }, listener);
    })));
    await fanout.close();
    console.log(JSON.stringify(ends));`;
  const child = launch({
    argv: [
      "sh",
      "-c",
      'ulimit -n 64; exec "$@"',
      "sh",
      process.execPath,
      "--input-type=module",
      "--eval",
      script,
    ],
    stdio: { stdout: "pipe", stderr: "inherit" },
  });
  const ends = JSON.parse(await text(child.stdout ?? assert.fail())) as readonly unknown[];
  const byEnd = Map.groupBy(ends, (end) => JSON.stringify(end));
  const failure = { kind: "launch", reason: "program", system: "EMFILE", what: "cat" };
  const expected = [{ kind: "exit", status: 0 }, failure].map((end) => JSON.stringify(end));
  assert.deepEqual([...byEnd.keys()].toSorted(), expected.toSorted());
});
