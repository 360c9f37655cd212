import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { submit, until, waitForEnd } from "../../test/run-job.ts";
import { type Serving, startServing } from "../../test/serving.ts";

let serving: Serving;
const gateParameter = { gate: { type: "string", required: true } };
const waiting = 'while ! test -e "$0"; do sleep 0.02; done';

before(async () => {
  serving = await startServing({
    jobs: {
      frames: {
        command: ["sh", "-c", `${waiting}; echo $1`, "{gate}", "{item}"],
        parameters: { ...gateParameter, first: { type: "integer", default: 1 } },
        agenda: "frame[{first}-2]",
      },
      named: {
        command: ["sh", "-c", waiting, "{gate}"],
        parameters: { ...gateParameter, numbers: { type: "integer", maximum: 9, multiple: true } },
        agenda: "{numbers}",
      },
      free: {
        nodes: "{nodes}",
        worker: "exec",
        parameters: { ...gateParameter, nodes: { type: "nodeset", required: true } },
        command: "while ! test -e {gate}; do sleep 0.02; done; echo {item}",
      },
      live: {
        interpreter: "python",
        parameters: gateParameter,
        agenda: ["shot1"],
        setup: "import os, time",
        item: "while not os.path.exists({gate}): time.sleep(0.02)\n{item}",
      },
      whole: { command: ["sleep", "600"] },
      files: {
        command: ["sleep", "600"],
        parameters: { files: { type: "file", multiple: true, default: ["runyard.yaml"] } },
        agenda: "{files}",
      },
      fails: {
        command: ["sh", "-c", `${waiting}; exit 1`, "{gate}"],
        parameters: gateParameter,
        agenda: ["f1"],
      },
      held: { command: ["true"], agenda: ["h1"] },
    },
  });
  writeFileSync(join(serving.folder, "runyard.yaml"), "");
});
after(() => serving.close());

let gates = 0;
function newGate(): { readonly path: string; readonly open: () => void } {
  const path = join(serving.folder, `gate-${gates++}`);
  return { path, open: () => writeFileSync(path, "") };
}

async function namesOf(id: string): Promise<string> {
  return (await serving.service.items(id)).map(({ name, phase }) => `${name} ${phase}`).join(", ");
}

const grown: readonly (readonly [string, Readonly<Record<string, string>>, string, string])[] = [
  ["frames", {}, "frame[3,10]", "frame1 complete, frame2 complete, frame3 complete, frame10 complete"],
  ["named", { numbers: "4" }, "5,7", "4 complete, 5 complete, 7 complete"],
  ["free", { nodes: "a" }, "b[1-2]", "a complete, b1 complete, b2 complete"],
  ["live", {}, "shot[2-3]", "shot1 complete, shot2 complete, shot3 complete"],
];
for (const [type, parameters, items, names] of grown) {
  test(`appendItems() has what is appended to a running job done as well: ${type}`, async () => {
    const { path, open } = newGate();
    const { id } = await submit(serving.service, type, { gate: path, ...parameters });
    await until("it runs", async () => (await serving.service.job(id)).items.running > 0);
    const { items: counts } = await serving.service.appendItems(id, items);
    assert.ok(counts.waiting >= 2);
    open();
    assert.equal((await waitForEnd(serving.service, id)).phase, "COMPLETED");
    assert.equal(await namesOf(id), names);
    await assert.rejects(serving.service.appendItems(id, items), {
      code: "not-allowed",
      message: `Cannot append items to job "${id}": it has ended and is COMPLETED`,
    });
  });
}

test("appendItems() is in time or refused, however close to the end of the job it comes", async () => {
  for (let round = 0; round < 12; round++) {
    const gate = newGate();
    gate.open();
    const { id } = await submit(serving.service, round % 2 === 0 ? "frames" : "free", {
      gate: gate.path,
      ...(round % 2 === 0 ? {} : { nodes: "frame[1-2]" }),
    });
    let accepted = 2;
    for (let next = 3; ; next++) {
      const done = await serving.service.appendItems(id, `frame${next}`).catch((error: unknown) => error);
      if (done instanceof Error) {
        assert.match(done.message, /it has ended and is COMPLETED$/);
        break;
      }
      accepted++;
      if (next > 20) break;
      await new Promise((resolve) => setTimeout(resolve, round * 3));
    }
    const job = await waitForEnd(serving.service, id);
    assert.deepEqual([job.phase, job.items.complete], ["COMPLETED", accepted]);
  }
});

test("appendItems() refuses names that are there, all or none", async () => {
  const { path, open } = newGate();
  const { id } = await submit(serving.service, "frames", { gate: path });
  await assert.rejects(serving.service.appendItems(id, "frame[2-5]"), {
    code: "bad-parameter",
    message: `Cannot append items to job "${id}": it has frame2 already`,
  });
  assert.equal((await serving.service.items(id)).length, 2);
  open();
  await waitForEnd(serving.service, id);
});

test("appendItems() refuses names that the agenda could never have", async () => {
  const { path, open } = newGate();
  const frames = await submit(serving.service, "frames", { gate: path });
  await assert.rejects(serving.service.appendItems(frames.id, "frame3,evil"), {
    code: "bad-parameter",
    message: `Cannot append items to job "${frames.id}": "evil" is not like "frame1": only the numbers in a name may be others`,
  });
  const named = await submit(serving.service, "named", { gate: path, numbers: "1" });
  await assert.rejects(serving.service.appendItems(named.id, "x"), { code: "bad-parameter" });
  await assert.rejects(serving.service.appendItems(named.id, "10"), { code: "bad-parameter" });
  for (const text of ["", "[", "frame[1", "@nobody-has-this-group", "frame[1-200000]"]) {
    await assert.rejects(serving.service.appendItems(frames.id, text), { code: "bad-parameter" }, text);
  }
  open();
  await Promise.all([frames, named].map(({ id }) => waitForEnd(serving.service, id)));
});

test("appendItems() keeps to the most items that a job may have", async () => {
  const { path } = newGate();
  const { id } = await submit(serving.service, "frames", { gate: path });
  await serving.service.appendItems(id, "frame[3-99999]");
  await assert.rejects(serving.service.appendItems(id, "frame[100000-100001]"), {
    message: `Cannot append items to job "${id}": it would have 100,001 items, and a job has at most 100,000`,
  });
  await serving.service.remove(id);
});

test("appendItems() refuses a job that takes none, and says why", async () => {
  const { service } = serving;
  const whole = await submit(service, "whole");
  const files = await submit(service, "files");
  const pending = await service.create({
    type: "held",
    parameters: {},
    files: [],
    owner: null,
    run: false,
  });
  for (const [{ id }, reason] of [
    [whole, "it has no agenda"],
    [files, "its items are files"],
    [pending, "it is PENDING, and has none before it is run"],
  ] as const) {
    const message = `Cannot append items to job "${id}": ${reason}`;
    await assert.rejects(service.appendItems(id, "h2"), { code: "not-allowed", message });
    await service.remove(id);
  }
});

test("retry() does again what was appended and failed", async () => {
  const { path, open } = newGate();
  const { id } = await submit(serving.service, "fails", { gate: path });
  await serving.service.appendItems(id, "f[2-3]");
  open();
  assert.equal((await waitForEnd(serving.service, id)).phase, "ERROR");
  const again = await serving.service.retry(id, null);
  await waitForEnd(serving.service, again.id);
  assert.equal(await namesOf(again.id), "f1 failed, f2 failed, f3 failed");
});

test("setInstances() lets more work on the agenda of a running job, and setPriority() is kept", async () => {
  const { path, open } = newGate();
  const { id } = await submit(serving.service, "frames", { gate: path });
  await until("one runs", async () => (await serving.service.job(id)).items.running === 1);
  await serving.service.setInstances(id, 2);
  await until("both run", async () => (await serving.service.job(id)).items.running === 2);
  assert.equal((await serving.service.setPriority(id, 7)).priority, 7);
  open();
  await waitForEnd(serving.service, id);
  for (const change of [serving.service.setPriority(id, 1), serving.service.setInstances(id, 1)]) {
    await assert.rejects(change, { code: "not-allowed", message: /it has ended and is COMPLETED$/ });
  }
});
