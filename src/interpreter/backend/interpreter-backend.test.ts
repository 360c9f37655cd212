import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { identify, isAlive, signal } from "../../process/mod.ts";
import {
  type BackendJob,
  type ChildCommand,
  InstanceFailure,
  InterpreterBackend,
  type Work,
  type WorkAnswer,
  type WorkReport,
  compileRules,
  python,
} from "../mod.ts";

/** A backend for plain Python: what a subclass has to say is how its child is started. */
class PythonBackend extends InterpreterBackend {
  protected override childCommand(): ChildCommand {
    const executable = "python3";
    return { argv: [executable, ...python.arguments({ executable })], initCommands: ["started = True"] };
  }
}

interface Instance {
  readonly backend: PythonBackend;
  readonly reports: (readonly [name: string, report: WorkReport])[];
  readonly statuses: readonly string[];
  readonly notes: readonly number[];
  /** Where its work comes from, and who is told of it. */
  readonly source: Mutable<BackendJob["source"]>;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** An instance whose source gives these answers, one after the other. */
function instanceOf(
  answers: readonly WorkAnswer[],
  job: Partial<BackendJob> = {},
  Backend: typeof PythonBackend = PythonBackend,
): Instance {
  const left = [...answers];
  const reports: [string, WorkReport][] = [];
  const statuses: string[] = [];
  const notes: number[] = [];
  const source: Mutable<BackendJob["source"]> = {
    requestWork: async () => left.shift() ?? { status: "complete" },
    reportWork: async ({ name }, report) => void reports.push([name, report]),
    noteWork: (_work, { progress }) => void notes.push(progress ?? 0),
    reportJob: async (status, message) =>
      void statuses.push(message === null ? status : `${status}: ${message}`),
  };
  const backend = new Backend({
    name: "test",
    setup: [],
    teardown: [],
    rules: compileRules({ highlight: [], error: [], output: [], progress: [], allow: [] }),
    outputs: { isRequired: false, minimumBytes: 0, isImage: false, isNew: false, folder: "/" },
    dispatcher: { language: python },
    signal: new AbortController().signal,
    waitingIntervalMs: 5,
    source,
    ...job,
  });
  return { backend, reports, statuses, notes, source };
}

function work(name: string, ...commands: readonly string[]): WorkAnswer {
  return { status: "work", work: { name, commands } };
}

describe("InterpreterBackend.run()", () => {
  test("sets up once, does each item with all its commands, and tears down", async () => {
    const { backend, reports, statuses } = instanceOf(
      [work("a", "x = base + 1", "x * 2"), work("b", "[x, started]")],
      { setup: ["base = 10"], teardown: ["assert x == 11"] },
    );
    assert.match(backend.describe(), /^PythonBackend of job "test": python3 -c /);
    await backend.run();
    assert.deepEqual(
      reports.map(([name, { failure, value }]) => [name, failure, value]),
      [
        ["a", null, 22],
        ["b", null, [11, true]],
      ],
    );
    assert.deepEqual(statuses, ["running", "complete"]);
  });

  test("asks again where there is no work yet, and reports what must not be done as failed", async () => {
    const refused: Work = { name: "refused", commands: ["1"] };
    const { backend, reports } = instanceOf([
      { status: "waiting" },
      { status: "failed", work: refused, message: "The preflight failed" },
      { status: "waiting" },
      work("a", "1"),
    ]);
    await backend.run();
    assert.deepEqual(
      reports.map(([name, { failure }]) => [name, failure?.kind === "refused" ? failure.message : failure]),
      [
        ["refused", "The preflight failed"],
        ["a", null],
      ],
    );
  });

  for (const status of ["pending", "blocked"] as const) {
    test(`leaves where its place is ${status}, and says so`, async () => {
      const { backend, reports, statuses } = instanceOf([work("a", "1"), { status }, work("b", "1")]);
      await backend.run();
      assert.deepEqual(
        reports.map(([name]) => name),
        ["a"],
      );
      assert.deepEqual(statuses, ["running", status]);
    });
  }

  test("fails as an instance where the setup fails, with the sentence of the command", async () => {
    const { backend, statuses } = instanceOf([work("a", "1")], { setup: ["1", "import nowhere"] });
    await assert.rejects(backend.run(), InstanceFailure);
    assert.deepEqual(statuses, [
      "running",
      "failed: Command 2 of 2 of the setup failed: ModuleNotFoundError: No module named 'nowhere'",
    ]);
  });

  test("replaces an interpreter that dies, also between two items, and sets it up anew", async () => {
    const die = "import os; os._exit(0)";
    const { backend, reports, source } = instanceOf(
      [work("a", die), work("b", "ready"), work("c", "import os; os.getpid()"), work("d", "ready")],
      { setup: ["ready = 'yes'"] },
    );
    source.reportWork = async ({ name }, report) => {
      reports.push([name, report]);
      if (name !== "c") return;
      const interpreter = identify(Number(report.value)) ?? assert.fail();
      signal(interpreter, "SIGKILL");
      while (isAlive(interpreter)) await sleep(5);
      // Its end is known a moment after it.
      await sleep(200);
    };
    await backend.run();
    assert.deepEqual(
      reports.map(([name, { failure, value }]) => [
        name,
        failure?.kind === "command" ? failure.failure.kind : failure,
        name === "c" ? null : value,
      ]),
      [
        ["a", "exited", null],
        ["b", null, "yes"],
        ["c", null, null],
        ["d", null, "yes"],
      ],
    );
  });

  test("ends the command under way and itself when it is told to", async () => {
    const stopping = new AbortController();
    const loop = "import runyard; runyard.progress(0.5)\nwhile True: pass";
    const { backend, reports, source } = instanceOf([work("a", loop), work("b", "1")], {
      signal: stopping.signal,
    });
    source.noteWork = () => stopping.abort();
    await backend.run();
    assert.deepEqual(reports, []);
  });

  test("ends at once where it is told to before the interpreter has said hello", async () => {
    class SilentBackend extends PythonBackend {
      protected override childCommand(): ChildCommand {
        return { argv: ["/bin/sh", "-c", "exec sleep 600"], initCommands: [] };
      }
    }
    // A program that says no hello is waited for for a minute.
    const soon = AbortSignal.timeout(100);
    const { backend, statuses } = instanceOf([work("a", "1")], { signal: soon }, SilentBackend);
    await backend.run();
    assert.deepEqual(statuses, ["running", "pending"]);
  });

  test("looks at nothing that was written before the hello", async () => {
    class NoisyBackend extends PythonBackend {
      protected override childCommand(): ChildCommand {
        const [, ...rest] = super.childCommand().argv;
        return {
          argv: ["/bin/sh", "-c", 'echo "Error: no plugin"; exec python3 "$@"', "sh", ...rest],
          initCommands: [],
        };
      }
    }
    const rules = compileRules({ highlight: [], error: ["^Error:"], output: [], progress: [], allow: [] });
    const answers = [work("a", "1"), work("b", "print('Error: no light')")];
    const { backend, reports } = instanceOf(answers, { rules, setup: ["1"] }, NoisyBackend);
    await backend.run();
    assert.deepEqual(
      reports.map(([, { failure }]) => failure),
      [null, { kind: "refused", message: "It wrote what a rule takes for an error: Error: no light" }],
    );
  });

  test("tells of many outputs that are wrong in a few words, and of too many", async () => {
    const tell = (count: number): string =>
      `import runyard\nfor each in range(${count}): runyard.output('/nowhere/%d' % each)`;
    const { backend, reports } = instanceOf([work("a", tell(9)), work("b", tell(10_001))]);
    await backend.run();
    assert.deepEqual(
      reports.map(([, { failure }]) => failure),
      [
        {
          kind: "refused",
          message:
            'Output "/nowhere/0" does not exist; Output "/nowhere/1" does not exist; Output "/nowhere/2" does not exist; and 6 more',
        },
        { kind: "refused", message: "It named more than 10,000 outputs" },
      ],
    );
  });

  test("notes progress while an item runs", async () => {
    const { backend, notes } = instanceOf([
      work("a", "import runyard; runyard.progress(0.25); runyard.progress(1)"),
    ]);
    await backend.run();
    assert.deepEqual(notes, [0.25, 1]);
  });
});
