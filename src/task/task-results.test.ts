import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { type BufferAndKeys, Task } from "./mod.ts";

test("before the first run there is nothing, and no error", () => {
  const task = new Task();
  assert.deepEqual(
    [task.results, task.maxRetcode(), [...task.buffers()], task.retcodes()],
    [null, null, [], []],
  );
  assert.equal(task.keyBuffer("x").length, 0);
  assert.throws(() => task.keyRetcode("x"), RangeError);
});

test("keyBuffer() has every byte: carriage returns, zeros, a last line without its end", async () => {
  await using task = new Task();
  await task.run(String.raw`printf 'a\r\nb\rc\000\377\n\ntail'`, { key: "K" });
  assert.equal(latin1(task.keyBuffer("K")), "a\r\nb\rc\0\xff\n\ntail");
  assert.equal(task.keyBuffer("unknown").length, 0);
});

test("stderr comes with stdout, in its order, unless it is kept apart", async () => {
  await using task = new Task();
  const command = "echo o; echo e >&2; echo p";
  await task.run(command, { nodes: "n1", worker: "exec" });
  assert.deepEqual([latin1(task.nodeBuffer("n1")), latin1(task.nodeError("n1"))], ["o\ne\np\n", ""]);
  task.setDefault("stderr", true);
  const worker = await task.run(command, { nodes: "n1", worker: "exec" });
  assert.deepEqual([latin1(task.nodeBuffer("n1")), latin1(worker.nodeError("n1"))], ["o\np\n", "e\n"]);
  assert.deepEqual(told(task.errors()), [["e\n", ["n1"]]]);
});

test("buffers(), errors() and retcodes() give each once, with its keys, and filter by keys", async () => {
  await using task = new Task();
  await task.run("echo $((%n %% 2)); exit $((%n %% 3))", { nodes: "n[0-5]", worker: "exec" });
  const [even, odd] = [
    ["0\n", ["n0", "n2", "n4"]],
    ["1\n", ["n1", "n3", "n5"]],
  ];
  const sorted = (list: readonly (readonly [string, readonly string[]])[]): unknown =>
    list
      .map(([output, keys]) => [output, keys.toSorted()])
      .toSorted((one, other) => (String(one) < String(other) ? -1 : 1));
  assert.deepEqual(sorted(told(task.buffers())), [even, odd]);
  assert.deepEqual(sorted(told(task.buffers([]))), [even, odd]);
  assert.deepEqual(sorted(told(task.buffers(["n2", "n3", "zz"]))), [
    ["0\n", ["n2"]],
    ["1\n", ["n3"]],
  ]);
  assert.throws(() => [...task.buffers("n2")], TypeError);
  assert.deepEqual(
    task.retcodes(["n2"]).map(([code, keys]) => [code, keys]),
    [[2, ["n2"]]],
  );
  assert.deepEqual(
    task.retcodes().map(([code]) => code),
    [0, 1, 2],
  );
});

test("several workers on one key: their content together, the greatest return code, each worker its own", async () => {
  await using task = new Task();
  const one = task.shell("printf 1", { nodes: "n1", worker: "exec" });
  const other = task.shell("printf 2; exit 5", { nodes: "n1", worker: "exec" });
  await task.resume();
  assert.deepEqual([latin1(task.keyBuffer("n1")), task.keyRetcode("n1")], ["12", 5]);
  assert.deepEqual([latin1(one.nodeBuffer("n1")), one.nodeRetcode("n1"), one.maxRetcode()], ["1", 0, 0]);
  assert.deepEqual([latin1(other.nodeBuffer("n1")), told(other.buffers())], ["2", [["2", ["n1"]]]]);
  assert.deepEqual(task.retcodes(), [
    [0, ["n1"]],
    [5, ["n1"]],
  ]);
});

test("a return code is the exit status, or 128 and the signal", async () => {
  await using task = new Task();
  task.shell("exit 7", { key: "exit" });
  task.shell("kill -9 $$", { key: "signal" });
  task.shell("no-such-command 2>/dev/null", { key: "missing" });
  await task.resume();
  assert.deepEqual(
    ["exit", "signal", "missing"].map((key) => task.keyRetcode(key)),
    [7, 137, 127],
  );
});

test("results of a run stay as they are while and after the next", async () => {
  await using task = new Task();
  await task.run("echo one; exit 1", { key: "K" });
  const first = task.results;
  // Long enough for it to have said something.
  const second = task.run("echo two; sleep 60", { key: "K", timeout: 3 });
  assert.notEqual(task.results, first);
  await second;
  assert.equal(latin1(first?.buffer("stdout", "K") ?? new Uint8Array()), "one\n");
  assert.deepEqual([first?.code("K"), first?.timeouts()], [1, []]);
  assert.deepEqual([latin1(task.keyBuffer("K")), task.keysTimeout()], ["two\n", ["K"]]);
});

test("what the task was told not to keep can't be read, and was still heard", async () => {
  await using task = new Task();
  task.setDefault("stdoutMsgtree", false);
  const lines: string[] = [];
  await task.run("echo a", {
    key: "K",
    handler: { evRead: (_worker, _key, _stream, line) => void lines.push(latin1(line)) },
  });
  assert.deepEqual(lines, ["a"]);
  assert.throws(() => task.keyBuffer("K"), RangeError);
});

test("2,000 keys with 1 MB each, all different, take less than 512 MB of memory, and nothing is lost", () => {
  const module = JSON.stringify(new URL("mod.ts", import.meta.url).href);
  // A key's output is its own number again and again: /bin/sh starts one head and one yes for each.
  const source = `import { Task } from ${module};
    const task = new Task();
    let most = 0;
    const look = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
    await task.run("yes key-%h | head -c 1000000", { nodes: "n[1-2000]", worker: "exec" });
    clearInterval(look);
    let total = 0;
    let groups = 0;
    for (const [output, keys] of task.buffers()) {
      groups++;
      total += output.sizeBytes * keys.length;
      const expected = Buffer.alloc(1000000, "key-" + keys[0] + "\\n");
      if (!expected.equals(output.bytes())) throw new Error("wrong output of " + keys[0]);
    }
    most = Math.max(most, process.memoryUsage.rss());
    console.log(JSON.stringify({ groups, total, most }));
    await task[Symbol.asyncDispose]();`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "--eval", source], {
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
  const { groups, total, most } = JSON.parse(stdout) as Readonly<Record<string, number>>;
  assert.deepEqual([groups, total], [2000, 2_000_000_000]);
  assert.ok((most ?? Infinity) < 512_000_000, `${most} bytes`);
});

function told(buffers: Iterable<BufferAndKeys>): readonly (readonly [string, readonly string[]])[] {
  return [...buffers].map(([output, keys]) => [latin1(output.bytes()), keys] as const);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}
