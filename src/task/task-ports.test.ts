import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Worker as Thread } from "node:worker_threads";
import { Task } from "./mod.ts";

test("send() brings a message to the handler of another task's port, and the run waits for its close", async () => {
  await using receiver = new Task();
  await using sender = new Task();
  const heard: unknown[] = [];
  let started = 0;
  const port = receiver.port({
    handler: {
      evPortStart: () => void started++,
      evMsg(from, message) {
        heard.push(message);
        if (message === "last") from.close();
      },
    },
  });
  const run = receiver.resume();
  await sender.run("echo hi", { key: "K", handler: { evHup: () => void port.send({ code: 0 }) } });
  assert.equal(await port.send("last"), true);
  await run;
  assert.deepEqual([heard, started, port.isOpen], [[{ code: 0 }, "last"], 1, false]);
  assert.equal(await port.send("too late"), false);
});

test("receive() takes messages in their order, also before they come; a full port keeps its sender waiting", async () => {
  await using task = new Task();
  task.setDefault("portQlimit", 2);
  const port = task.port();
  const early = port.receive();
  assert.equal(await port.send(0), true);
  assert.equal(await early, 0);
  const sent: number[] = [];
  const sends = [1, 2, 3, 4].map((message) => port.send(message).then(() => sent.push(message)));
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(sent, []);
  for (const message of [1, 2, 3, 4]) assert.equal(await port.receive(), message);
  await Promise.all(sends);
  assert.deepEqual(sent, [1, 2, 3, 4]);
});

test("close() tells who waits: senders false, receivers an error", async () => {
  await using task = new Task();
  const port = task.port();
  const receiver = port.receive();
  port.close();
  await assert.rejects(receiver, TypeError);
  await assert.rejects(port.receive(), TypeError);
  const full = task.port();
  const sends = Array.from({ length: 40 }, (_, index) => full.send(index));
  full.close();
  assert.deepEqual(new Set(await Promise.all(sends)), new Set([false]));
  await assert.rejects(task.port({ handler: {} }).receive(), TypeError);
  await task.resume({ timeout: 0.1 }).catch(() => undefined);
});

test("an autoclose port holds nothing up", async () => {
  await using task = new Task();
  task.port({ autoclose: true });
  await task.run("true");
});

test("what a port's handler throws rejects the run, or the sender where none is under way", async () => {
  await using task = new Task();
  const boom = (): never => {
    throw new Error("boom");
  };
  const port = task.port({ handler: { evMsg: boom } });
  await assert.rejects(port.send(1), { message: "boom" });
  const run = task.resume();
  void port.send(2);
  await assert.rejects(run, { message: "boom" });
});

test("remote() takes messages from another thread", async () => {
  await using task = new Task();
  const heard: unknown[] = [];
  const port = task.port({
    handler: {
      evMsg(from, message) {
        heard.push(message);
        if (heard.length === 100) from.close();
      },
    },
  });
  const module = JSON.stringify(new URL("mod.ts", import.meta.url).href);
  const source = `import { parentPort, workerData } from "node:worker_threads";
    const { sendToPort } = await import(${module});
    const taken = [];
    for (let number = 0; number < 100; number++) taken.push(await sendToPort(workerData, { number }));
    parentPort.postMessage(taken.filter((isTaken) => isTaken).length);`;
  const remote = port.remote();
  const thread = new Thread(new URL(`data:text/javascript,${encodeURIComponent(source)}`), {
    workerData: remote,
    transferList: [remote],
  });
  const exited = once(thread, "exit");
  const answer = once(thread, "message");
  await task.resume();
  const [taken] = await answer;
  assert.ok(Number(taken) >= 99, String(taken));
  assert.deepEqual(
    heard,
    Array.from({ length: 100 }, (_, number) => ({ number })),
  );
  await exited;
});
