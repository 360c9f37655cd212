import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Item, Job } from "../src/job/mod.ts";
import { ourProcesses } from "./our-processes.ts";
import { outputOf, runJob, submit, until, waitForEnd } from "./run-job.ts";
import { type Serving, startServing } from "./serving.ts";

describe("a job of the runner nodes", () => {
  let serving: Serving;
  let gates = 0;
  before(async () => {
    serving = await startServing({
      jobs: {
        echo: {
          nodes: "{nodes}",
          worker: "exec",
          parameters: {
            nodes: { type: "nodeset", required: true },
            words: { type: "string", multiple: true, default: ["it's", "100 %", "$HOME `id`"] },
          },
          command: ["printf", "%s\n", "{words}", "{item}", "{index}", "{rank}"],
        },
        codes: {
          nodes: "n[1-6]",
          worker: "exec",
          command: "echo same; test {rank} -lt 4 || echo other; echo {item} >&2; exit $(({rank} % 2))",
        },
        again: {
          nodes: "n[1-3]",
          worker: "exec",
          retry: 1,
          parameters: { folder: { type: "string", required: true } },
          command: "mkdir {folder}/{item} 2>/dev/null && exit 9; echo well",
        },
        slow: {
          nodes: "n[1-40]",
          worker: "exec",
          fanout: 8,
          parameters: { gate: { type: "string", required: true } },
          command: "test {rank} -lt 12 || until test -e {gate}; do sleep 0.05; done; echo {item}",
        },
        late: {
          nodes: "n[1-2]",
          worker: "exec",
          timeouts: { command: "3s" },
          command: "echo part; sleep 60",
        },
        stopped: { nodes: "n[1-9]", worker: "exec", fanout: 4, command: "sleep 60" },
        chatty: {
          nodes: "n[1-2]",
          worker: "exec",
          limits: { output: "1MB" },
          command: "test {rank} = 1 && yes; echo well",
        },
        unreachable: {
          nodes: "127.0.0.1",
          ssh_options: ["-oPort=1"],
          command: "true",
        },
        unknown: { nodes: "@nobody-has-this-group", worker: "exec", command: "true" },
      },
    });
  });
  after(() => serving.close());

  test("runs its command once for each node, with values that are never more than values", async () => {
    const { job, items } = await run("echo", { nodes: "n[09-11]" });
    assert.equal(job.phase, "COMPLETED", job.error?.message);
    assert.equal(items.length, 3);
    assert.equal(
      await outputOf(serving.service, job.id, "stdout", 1),
      "it's\n100 %\n$HOME `id`\nn10\n10\n1\n",
    );
  });

  test("keeps each node's exit status and output, and gathers them into a result", async () => {
    const { job, items } = await run("codes");
    assert.equal(job.phase, "ERROR");
    assert.match(
      job.error?.message ?? "",
      /^3 of 6 items failed: n\[2,4,6\]\. The first: Item "n2": The command ended with exit status 1/,
    );
    assert.deepEqual(
      items.map(({ outcome }) => (outcome?.kind === "exit" ? outcome.status : outcome?.kind)),
      [0, 1, 0, 1, 0, 1],
    );
    assert.equal(await outputOf(serving.service, job.id, "stderr", 4), "n5\n");
    const [gathered] = await serving.service.results(job.id);
    assert.equal(gathered?.id, "gathered");
    const { path } = await serving.service.resultFile(job.id, "gathered");
    const rule = "-".repeat(15);
    assert.equal(
      readFileSync(path, "utf8"),
      `${rule}\nn[1,3] (2)\n${rule}\nsame\n${rule}\nn5\n${rule}\nsame\nother\n${rule}\nn[2,4] (2)\n${rule}\nsame\n${rule}\nn6\n${rule}\nsame\nother\nn[2,4,6] (3): exited with exit code 1\n`,
    );
  });

  test("tries a node again, in the same instance", async () => {
    const { job, items } = await run("again", { folder: serving.folder });
    assert.equal(job.phase, "COMPLETED", job.error?.message);
    assert.deepEqual(
      items.map(({ failures, phase }) => [failures, phase]),
      [
        [1, "complete"],
        [1, "complete"],
        [1, "complete"],
      ],
    );
    assert.equal((await serving.service.attempts(job.id)).length, 1);
  });

  test("reports what ends while it asks for more, and fills those places as well", async () => {
    // At the 12th end nothing else will end by itself: five times, for it has to come while others are asked for.
    for (const { id, open } of await Promise.all(Array.from({ length: 5 }, begin))) {
      open();
      assert.equal((await waitForEnd(serving.service, id)).phase, "COMPLETED");
    }
  });

  test("goes on when its agent is killed, and does no node twice", async () => {
    const { id, open } = await begin();
    const agent = ourProcesses(`${serving.folder}/data`).find(({ role }) => role === "agent");
    assert.ok(agent !== undefined);
    process.kill(agent.pid, "SIGKILL");
    open();
    const job = await waitForEnd(serving.service, id);
    assert.equal(job.phase, "COMPLETED", job.error?.message);
    const items = await serving.service.items(id);
    assert.deepEqual(
      await Promise.all(items.map(({ index }) => outputOf(serving.service, id, "stdout", index))),
      items.map(({ name }) => `${name}\n`),
    );
    assert.equal((await serving.service.attempts(id)).length, 1);
  });

  test("does again what an instance host held when it was killed, and nothing else", async () => {
    const { id, open } = await begin();
    const [live] = (await serving.service.attempts(id)).filter(({ phase }) => phase !== "ended");
    assert.ok(live?.pid != null);
    process.kill(live.pid, "SIGKILL");
    open();
    const job = await waitForEnd(serving.service, id);
    assert.equal(job.phase, "COMPLETED", job.error?.message);
    const items = await serving.service.items(id);
    const losses = items.filter((item) => item.losses > 0).length;
    assert.ok(losses > 0 && losses <= 8, `${losses} nodes were lost`);
    const { path } = await serving.service.resultFile(id, "gathered");
    assert.equal(
      readFileSync(path, "utf8")
        .split("\n")
        .filter((line) => /^n\d+$/.test(line)).length,
      80,
    );
  });

  test("does again what ran when the program that starts the commands is killed", async () => {
    const { id, open } = await begin();
    const [live] = (await serving.service.attempts(id)).filter(({ phase }) => phase !== "ended");
    const children = readFileSync(`/proc/${live?.pid}/task/${live?.pid}/children`, "utf8").trim().split(" ");
    const fanout = children.find((pid) =>
      readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith("runyard fanout"),
    );
    assert.ok(fanout !== undefined);
    process.kill(Number(fanout), "SIGKILL");
    open();
    const job = await waitForEnd(serving.service, id);
    assert.equal(job.phase, "COMPLETED", job.error?.message);
    const items = await serving.service.items(id);
    assert.ok(items.some(({ losses }) => losses > 0));
    assert.deepEqual(
      items.map(({ failures }) => failures).filter((count) => count > 0),
      [],
    );
  });

  test("gives up a node whose time is over, and keeps what it wrote", async () => {
    const { job, items } = await run("late");
    assert.equal(
      items[0]?.outcome?.kind === "refused" && items[0].outcome.message,
      "The command took longer than 3.0 s and was ended",
    );
    assert.equal(await outputOf(serving.service, job.id, "stdout", 1), "part\n");
  });

  test("gives up a node that writes more than the limit, and no other", async () => {
    const { items } = await run("chatty");
    assert.deepEqual(
      items.map(({ outcome }) => outcome?.kind),
      ["exit", "output-limit"],
    );
  });

  test("says of a node that it can't connect to why", async () => {
    const { job } = await run("unreachable");
    assert.match(
      job.error?.message ?? "",
      /Item "127\.0\.0\.1": Cannot connect to the node: connection refused/,
    );
  });

  test("leaves no process when it is aborted", async () => {
    const { id } = await submit(serving.service, "stopped");
    await until("it runs", async () => (await serving.service.job(id)).items.running === 4);
    await serving.service.abort(id);
    assert.equal((await waitForEnd(serving.service, id)).phase, "ABORTED");
    await until("nothing is left of it", () =>
      ourProcesses(`${serving.folder}/data`).every(({ attempt }) => attempt === null),
    );
  });

  test("tells who follows a node what it wrote, once", async () => {
    const { id, open } = await begin();
    open();
    const reading = new AbortController();
    let text = "";
    const query = { stream: "stdout", item: 5, offset: 0, signal: reading.signal } as const;
    for await (const { bytes } of serving.service.follow(id, query)) text += Buffer.from(bytes).toString();
    assert.equal(text, "n6\n");
    await waitForEnd(serving.service, id);
  });

  test("refuses a group that nobody knows", async () => {
    await assert.rejects(submit(serving.service, "unknown"), /nobody-has-this-group/);
  });

  /** A job on 40 nodes, 12 of which are done; 8 others run, and wait until it is opened. */
  async function begin(): Promise<{ readonly id: string; readonly open: () => void }> {
    const gate = join(serving.folder, `gate-${gates++}`);
    const { id } = await submit(serving.service, "slow", { gate });
    await until("some nodes are done", async () => {
      const { complete, running } = (await serving.service.job(id)).items;
      return complete === 12 && running === 8;
    });
    return { id, open: () => writeFileSync(gate, "") };
  }

  async function run(
    type: string,
    parameters: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly job: Job; readonly items: readonly Item[] }> {
    const job = await runJob(serving.service, type, parameters);
    return { job, items: await serving.service.items(job.id) };
  }
});
