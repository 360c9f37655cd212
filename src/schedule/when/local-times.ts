/** Some numbers of a field, in order, or all of them. */
export type Numbers = readonly number[];

/** The local times that a text names: every second that all of its fields agree on. No zone belongs to them yet. */
export interface LocalTimes {
  readonly seconds: Numbers;
  readonly minutes: Numbers;
  readonly hours: Numbers;
  readonly dates: Dates;
  /** 1 is January. */
  readonly months: Numbers;
  readonly weekdays: Weekdays;
  /**
   * Whether it means times of the clock ("at half past two") and not an interval ("every quarter of an hour"): only then
   * do changes of the clock add a firing or take one away.
   */
  readonly isFixed: boolean;
}

/** Days of the month, by number. */
export interface Dates {
  readonly days: Numbers;
  readonly isLastDay: boolean;
  /** Whether it is open to all days as written: it begins with a star. */
  readonly isOpen: boolean;
}

/** Days of the week: 0 is Sunday, 6 is Saturday. */
export interface Weekdays {
  readonly days: Numbers;
  /** "The second Tuesday of the month": `nth` is 1 to 5. */
  readonly ofMonth: readonly { readonly weekday: number; readonly nth: number }[];
  /** The last one of its kind in the month. */
  readonly last: Numbers;
  /** Whether it is open to all days as written: it begins with a star. */
  readonly isOpen: boolean;
}

/** The whole numbers from one to another, both included. */
export function numbersBetween(from: number, to: number, step = 1): Numbers {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}

export const everyDate: Dates = { days: numbersBetween(1, 31), isLastDay: false, isOpen: true };
export const everyMonth: Numbers = numbersBetween(1, 12);
export const everyWeekday: Weekdays = { days: numbersBetween(0, 6), ofMonth: [], last: [], isOpen: true };
