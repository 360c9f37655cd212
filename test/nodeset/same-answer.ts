import assert from "node:assert/strict";
import * as fc from "fast-check";
import { NodeSetSyntaxError } from "../../src/nodeset/mod.ts";
import type { Oracle, Questions } from "./oracle.ts";

/** Asks the same questions, made at random, of ClusterShell and of us. fast-check prints the seed of what fails. */
export async function agree<Kind extends keyof Questions>(
  oracle: Oracle,
  kind: Kind,
  questions: fc.Arbitrary<Questions[Kind]["asks"]>,
  ours: (question: Questions[Kind]["asks"]) => Questions[Kind]["answers"],
  numRuns: number,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(questions, async (question) => {
      const theirs = await oracle.ask(kind, question);
      assert.deepEqual(
        attempt(() => ours(question)),
        "refused" in theirs ? { refused: true } : theirs,
      );
    }),
    { numRuns },
  );
}

/** The answer, or that the text is refused. Any other error is one. */
function attempt<Value>(read: () => Value): { readonly answer: Value } | { readonly refused: true } {
  try {
    return { answer: read() };
  } catch (error) {
    if (error instanceof NodeSetSyntaxError) return { refused: true };
    throw error;
  }
}
