/**
 * How many items a job may have. Writing the rows of so many takes the store up to a second, in which no other job gets
 * on: what is larger is better done as several jobs.
 */
export const MOST_ITEMS = 100_000;
