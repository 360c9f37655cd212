/** What all jobs of one owner may use together; null is no limit. */
export interface OwnerShare {
  /** Attempts at once. */
  readonly running: number | null;
  /** Jobs that have not begun: PENDING, HELD or QUEUED. */
  readonly queued: number | null;
  /** Results, outputs, and files that came with jobs. */
  readonly storedBytes: number | null;
}

/** What owners may use: all the same, but for those who have a share of their own. */
export interface OwnerLimits {
  readonly every: OwnerShare;
  readonly owners: ReadonlyMap<string, OwnerShare>;
}

/** Everybody may use everything. */
export const noOwnerLimits: OwnerLimits = {
  every: { running: null, queued: null, storedBytes: null },
  owners: new Map(),
};

/** What one owner may use; jobs without an owner are one owner's. */
export function shareOf({ every, owners }: OwnerLimits, owner: string | null): OwnerShare {
  return (owner === null ? undefined : owners.get(owner)) ?? every;
}
