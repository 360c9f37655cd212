import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask } from "../../test/http.ts";
import { submit, waitForEnd } from "../../test/run-job.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import type { GatheredItemsView } from "./api.ts";

let serving: Serving;
before(async () => {
  serving = await startServing({
    jobs: {
      kernel: {
        nodes: "n[1-6]",
        worker: "exec",
        command: "test {rank} -lt 4 && echo old || echo new; test {rank} = 5 || exit 0; echo bad >&2; exit 3",
      },
      silent: { command: ["true"], agenda: "n[1-3]" },
      long: {
        command: ["sh", "-c", "head -c 100000 /dev/zero | tr '\\0' x; echo $0", "{item}"],
        agenda: "n[1-2]",
      },
    },
  });
});
after(() => serving.close());

async function gathered(type: string, query = ""): Promise<GatheredItemsView> {
  const job = await waitForEnd(serving.service, (await submit(serving.service, type)).id);
  const answer = await ask("GET", `${serving.url}/api/v1/jobs/${job.id}/items/gathered${query}`);
  assert.equal(answer.status, 200, answer.text);
  return JSON.parse(answer.text) as GatheredItemsView;
}

test("GET /jobs/:id/items/gathered has equal outputs once, the largest group first, apart by exit status", async () => {
  const { groups, silent, read, isWhole } = await gathered("kernel");
  assert.deepEqual(
    groups.map(({ names, text, exitStatus }) => [names, text, exitStatus]),
    [
      ["n[1-4]", "old\n", 0],
      ["n5", "new\n", 0],
      ["n6", "new\n", 3],
    ],
  );
  assert.deepEqual([silent.count, read, isWhole], [0, 6, true]);
});

test("GET /jobs/:id/items/gathered reads standard error where that is asked for", async () => {
  const { groups, silent } = await gathered("kernel", "?stream=stderr");
  assert.deepEqual(
    groups.map(({ names, text }) => [names, text]),
    [["n6", "bad\n"]],
  );
  assert.equal(silent.names, "n[1-5]");
});

test("GET /jobs/:id/items/gathered compares the first 64 KiB, and says so", async () => {
  const { groups } = await gathered("long");
  assert.deepEqual(
    groups.map(({ names, text, isCut }) => [names, text.length, isCut]),
    [["n[1-2]", 65_536, true]],
  );
});

test("GET /jobs/:id/items/gathered names those that wrote nothing", async () => {
  const { groups, silent } = await gathered("silent");
  assert.deepEqual([groups, silent.names, silent.count], [[], "n[1-3]", 3]);
});
