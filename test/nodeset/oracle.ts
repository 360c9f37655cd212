import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The Python that Debian's package installs ClusterShell for. */
const PYTHON = "/usr/bin/python3";

/** What ClusterShell answers: a value, or why it refuses. */
export type Answer<Value> = { readonly answer: Value } | { readonly refused: string };

/** What a question of each kind asks for, and what is answered; oracle.py has the other end. */
export interface Questions {
  ranges: {
    asks: {
      readonly text: string;
      readonly autostep: number;
      readonly indices: readonly string[];
      readonly parts: number;
    };
    answers: {
      readonly fold: string;
      readonly stepped: string;
      readonly members: readonly string[];
      readonly padding: number | null;
      readonly has: readonly boolean[];
      readonly split: readonly string[];
    };
  };
  "contiguous ranges": { asks: { readonly text: string }; answers: readonly string[] };
  "slice of ranges": { asks: { readonly text: string; readonly slice: Slice }; answers: string };
  "combined ranges": {
    asks: { readonly left: string; readonly operator: "," | "!" | "&" | "^"; readonly right: string };
    answers: {
      readonly fold: string;
      readonly isSubset: boolean;
      readonly isSuperset: boolean;
      readonly isDisjoint: boolean;
      readonly equals: boolean;
    };
  };
  nodes: {
    asks: { readonly text: string; readonly autostep: number; readonly parts: number };
    answers: {
      readonly fold: string;
      readonly stepped: string;
      readonly names: readonly string[];
      readonly split: readonly string[];
    };
  };
  "contiguous nodes": { asks: { readonly text: string }; answers: readonly string[] };
  names: { asks: { readonly text: string }; answers: readonly string[] };
  "folded axes": { asks: { readonly text: string; readonly axis: readonly number[] }; answers: string };
  "names as they stand": { asks: { readonly names: readonly string[] }; answers: string };
  "slice of nodes": { asks: { readonly text: string; readonly slice: Slice }; answers: string };
  command: {
    asks: {
      readonly program: "nodeset" | "clubak";
      readonly argv: readonly string[];
      readonly stdin: string;
    };
    answers: { readonly exit: number; readonly stdout: string; readonly stderr: string };
  };
  /** What difflib writes where these are the lines of two files. */
  diff: {
    asks: { readonly before: readonly string[]; readonly after: readonly string[] };
    answers: readonly string[];
  };
}

/** Start, end and step, each as Python's slices have it. */
export type Slice = readonly [start: number | null, end: number | null, step: number | null];

/** ClusterShell in a Python process of its own, which lives until it is disposed of. */
export class Oracle implements AsyncDisposable {
  readonly #python: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;

  /** @param environment where ClusterShell finds its configuration */
  constructor(environment: Readonly<Record<string, string>> = {}) {
    this.#python = spawn(PYTHON, [join(import.meta.dirname, "oracle.py")], { env: environment });
    this.#python.stderr.pipe(process.stderr, { end: false });
    this.#answers = createInterface({ input: this.#python.stdout })[Symbol.asyncIterator]();
  }

  /** One question at a time. */
  async ask<Kind extends keyof Questions>(
    kind: Kind,
    question: Questions[Kind]["asks"],
  ): Promise<Answer<Questions[Kind]["answers"]>> {
    this.#python.stdin.write(`${JSON.stringify({ kind, ...question })}\n`);
    const { value, done } = await this.#answers.next();
    if (done === true) throw new Error("The oracle has ended");
    return JSON.parse(value) as Answer<Questions[Kind]["answers"]>;
  }

  /** What a command of Debian's does. */
  async run(
    argv: readonly string[],
    stdin: string,
    program: "nodeset" | "clubak" = "nodeset",
  ): Promise<Questions["command"]["answers"]> {
    return answerOf(await this.ask("command", { program, argv, stdin }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#python, "close");
    this.#python.stdin.end();
    await ended;
  }
}

/** The value of an answer. @throws Error where ClusterShell refuses */
export function answerOf<Value>(answer: Answer<Value>): Value {
  if ("answer" in answer) return answer.answer;
  throw new Error(`ClusterShell refuses: ${answer.refused}`);
}
