import type { Job } from "../job/mod.ts";
import type { LiveAttempt } from "../store/mod.ts";
import type { InterpreterRecipe } from "./interpreter-keys.ts";

/** What the interpreters of a job do while none of its items runs, in one sentence; null where there is no more to say. */
export function aroundItems({ id, plan, items }: Job, live: readonly LiveAttempt[]): string | null {
  const isAtWork = live.some(({ job, phase }) => job === id && phase === "running");
  if (plan?.runner !== "interpreter" || !isAtWork || items.running > 0) return null;
  const { setup, teardown } = plan.recipe as InterpreterRecipe;
  if (items.waiting > 0)
    return setup.length > 0 ? "its interpreter starts, and its setup runs" : "its interpreter starts";
  return teardown.length > 0
    ? "its items are done, and its teardown runs"
    : "its items are done, and its interpreter ends";
}
