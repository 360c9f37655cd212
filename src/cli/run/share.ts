import { UsageError } from "../nodeset/usage-error.ts";

/** A number of nodes, or a part of all of them. */
export interface Share {
  readonly amount: number;
  readonly isPercentage: boolean;
}

/** Reads `5` or `10%`. @throws {UsageError} where it is neither, or less than the least */
export function readShare(option: string, text: string | null, least: number): Share | null {
  if (text === null) return null;
  const [, digits = "", sign = ""] = /^(\d{1,9}(?:\.\d+)?)(%?)$/.exec(text) ?? [];
  const amount = Number(digits);
  const isWhole = sign === "%" ? amount <= 100 && amount > 0 : Number.isInteger(amount) && amount >= least;
  if (digits !== "" && (isWhole || (amount === 0 && least === 0)))
    return { amount, isPercentage: sign === "%" };
  throw new UsageError(`Option "${option}" takes a number of nodes or a percentage, not "${text}"`);
}

/** How many of so many nodes that is, rounded down. */
export function countOf({ amount, isPercentage }: Share, all: number): number {
  return isPercentage ? Math.floor((amount * all) / 100) : amount;
}
