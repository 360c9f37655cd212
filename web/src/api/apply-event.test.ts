import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventView } from "../../../src/server/api.ts";
import { applyEvent } from "./apply-event.ts";

function event(change: EventView["change"], at = "2026-03-01T12:00:00.000Z"): EventView {
  return { sequence: 1, at, job: "a", type: "render", owner: "ann", change };
}

test("applyEvent() makes a job of its creation, and follows its phases", () => {
  const created = applyEvent(undefined, event({ kind: "phase", from: null, to: "PENDING" }));
  assert.deepEqual(
    [created?.id, created?.type, created?.owner, created?.phase],
    ["a", "render", "ann", "PENDING"],
  );
  const queued = applyEvent(
    created,
    event({ kind: "phase", from: "PENDING", to: "QUEUED" }, "2026-03-01T12:00:01.000Z"),
  );
  const running = applyEvent(
    queued,
    event({ kind: "phase", from: "QUEUED", to: "EXECUTING" }, "2026-03-01T12:00:02.000Z"),
  );
  const ended = applyEvent(
    running,
    event({ kind: "phase", from: "EXECUTING", to: "ERROR" }, "2026-03-01T12:00:03.000Z"),
  );
  assert.deepEqual(
    [ended?.phase, ended?.queuedAt, ended?.startedAt, ended?.endedAt],
    ["ERROR", "2026-03-01T12:00:01.000Z", "2026-03-01T12:00:02.000Z", "2026-03-01T12:00:03.000Z"],
  );
  assert.equal(applyEvent(ended, event({ kind: "deleted" })), undefined);
});

test("applyEvent() counts items, and leaves counts that it can't follow", () => {
  const created = applyEvent(undefined, event({ kind: "phase", from: null, to: "PENDING" }));
  assert.ok(created);
  const job = { ...created, items: { ...created.items, waiting: 2 } };
  const once = applyEvent(job, event({ kind: "item", index: 0, name: "x", from: "waiting", to: "running" }));
  assert.deepEqual(once?.items, { waiting: 1, running: 1, complete: 0, failed: 0, blocked: 0 });
  assert.equal(
    applyEvent(job, event({ kind: "item", index: 0, name: "x", from: "running", to: "complete" })),
    job,
  );
});
