export { type Every, readEvery } from "./when/every.ts";
export { jitterOf } from "./when/jitter-of.ts";
export type { DstRule } from "./when/next-instant.ts";
export { whenAt } from "./when/when-at.ts";
export { type CronOptions, whenCron } from "./when/when-cron.ts";
export { type EveryFrom, whenEvery } from "./when/when-every.ts";
export type { When } from "./when/when.ts";
export { type Bounds, withBounds } from "./when/with-bounds.ts";
