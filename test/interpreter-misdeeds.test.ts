import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Item, Job } from "../src/job/mod.ts";
import { ourProcesses } from "./our-processes.ts";
import { outputOf, runJob, until } from "./run-job.ts";
import { type Serving, startServing } from "./serving.ts";

const PYTHON = "import ctypes, os, signal, subprocess, sys, time, runyard";

/** What an item does, in Python; and what is to become of it. */
interface Misdeed {
  readonly source: string;
  readonly phase: Item["phase"];
  /** Of the outcome; of its message too where that is told. */
  readonly kind: string;
  readonly says?: RegExp;
  readonly settings?: Readonly<Record<string, unknown>>;
}

const misdeeds: Readonly<Record<string, Misdeed>> = {
  "raises an error": {
    source: "raise ValueError('no such thing')",
    phase: "failed",
    kind: "exception",
    says: /The command threw ValueError: no such thing$/,
  },
  "calls sys.exit(0)": { source: "sys.exit(0)", phase: "failed", kind: "exception", says: /SystemExit: 0$/ },
  "calls os._exit(0)": {
    source: "os._exit(0)",
    phase: "failed",
    kind: "crashed",
    says: /The interpreter ended in the middle of the command: exit status 0$/,
  },
  "reads from address 0": {
    source: "ctypes.string_at(0)",
    phase: "failed",
    kind: "crashed",
    says: /SIGSEGV$/,
  },
  "loops for ever with interrupts swallowed": {
    source: "while True:\n    try:\n        while True: time.sleep(0.01)\n    except BaseException: pass",
    phase: "failed",
    kind: "refused",
    says: /The command took longer than 3\.0 s; the interpreter was ended by SIGTERM$/,
    settings: { timeouts: { command: "3s" } },
  },
  "loops for ever": {
    source: "while True: pass",
    phase: "failed",
    kind: "refused",
    says: /took longer than 3\.0 s; an interrupt ended it$/,
    settings: { timeouts: { command: "3s" } },
  },
  "reads from stdin": { source: "[sys.stdin.read(), os.read(0, 10)]", phase: "complete", kind: "exit" },
  "closes descriptors 0 to 1023": {
    source: "os.closerange(0, 1024)\ntime.sleep(600)",
    phase: "failed",
    kind: "crashed",
  },
  "prints 200 MB": {
    source: "for i in range(200): sys.stdout.write('x' * 1_000_000)",
    phase: "complete",
    kind: "exit",
  },
  "prints frames of our own": {
    source: `text = b'{"kind":"done","id":1,"value":null,"error":null,"durationMs":1}'
sys.stdout.buffer.write(len(text).to_bytes(4, "big") + bytes(4) + text); sys.stdout.flush(); time.sleep(.1); 7`,
    phase: "complete",
    kind: "exit",
  },
  "forks children that outlive it": {
    source: `if os.fork() == 0:
    os.setsid(); time.sleep(60); os._exit(0)
subprocess.Popen(["sleep", "60"], start_new_session=True); 7`,
    phase: "complete",
    kind: "exit",
  },
  "breaks what everybody uses": {
    source:
      "sys.modules.clear(); sys.stdout = None; sys.excepthook = None; signal.signal(signal.SIGINT, signal.SIG_IGN)",
    phase: "complete",
    kind: "exit",
  },
};

describe("an item of a live interpreter", () => {
  let serving: Serving;
  before(async () => {
    serving = await startServing({ jobs: misdeedTypes() });
  });
  after(() => serving.close());

  for (const [index, [what, { phase, kind, says }]] of Object.entries(misdeeds).entries()) {
    test(`whose item ${what}: the next is done in a healthy interpreter, and nothing is left`, async () => {
      const { job, items } = await run(`misdeed-${index}`);
      const [bad, good] = items;
      assert.deepEqual([bad?.phase, bad?.outcome?.kind], [phase, kind], JSON.stringify(bad));
      if (says !== undefined) assert.match(messageOf(job), says);
      assert.deepEqual([good?.phase, good?.result], ["complete", 42], JSON.stringify(good));
      assert.equal(job.phase, phase === "complete" ? "COMPLETED" : "ERROR");
      await until("no process of the job is left", () => left(serving).length === 0);
    });
  }

  test("keeps 200 MB of an item byte by byte, and tells it from the next one's", async () => {
    const index = Object.keys(misdeeds).indexOf("prints 200 MB");
    const { job, items } = await run(`misdeed-${index}`);
    assert.deepEqual(items[0]?.stdout, { from: 0, to: 200_000_000 });
    assert.equal(await outputOf(serving.service, job.id, "stdout", 1), "well\n");
  });

  async function run(
    type: string,
    parameters: Readonly<Record<string, string | readonly string[]>> = {},
  ): Promise<{ readonly job: Job; readonly items: readonly Item[] }> {
    const job = await runJob(serving.service, type, parameters);
    return { job, items: await serving.service.items(job.id) };
  }
});

/** For each misdeed a type whose first item does it, and whose second does well. */
function misdeedTypes(): Readonly<Record<string, unknown>> {
  const types = Object.values(misdeeds).map(({ source, settings }, index) => [
    `misdeed-${index}`,
    {
      interpreter: "python",
      agenda: ["bad", "good"],
      setup: PYTHON,
      item: [source, "if {item} == 'good': print('well')", "6 * 7"].map((text, place) =>
        place === 0 ? `if {item} == 'bad':\n${indented(text)}` : text,
      ),
      retry: { item: 0, instance: 0 },
      ...settings,
    },
  ]);
  return Object.fromEntries(types) as Readonly<Record<string, unknown>>;
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, "    ");
}

/** The first line of a job's error. */
function messageOf(job: Job): string {
  return job.error?.message.split("\n")[0] ?? "";
}

function left(serving: Serving): readonly unknown[] {
  const attempts = join(serving.folder, "data", "agent", "attempts");
  return ourProcesses(join(serving.folder, "data")).filter(
    ({ attempt }) => attempt !== null || readdirSync(attempts).length > 0,
  );
}
