import type { ItemView } from "../../../../src/server/api.ts";

/** The phase of an item. */
export type ItemPhase = ItemView["phase"];

/** All phases of an item, in the order in which they are told. */
export const itemPhases: readonly ItemPhase[] = ["running", "failed", "blocked", "waiting", "complete"];

/** Whether a text names one. */
export function isItemPhase(text: string): text is ItemPhase {
  return (itemPhases as readonly string[]).includes(text);
}
