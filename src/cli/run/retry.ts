import { UsageError } from "../nodeset/usage-error.ts";
import type { NodeResult } from "./node-result.ts";

/** When nodes are tried again. */
export interface Retry {
  /** How often after the first time. */
  readonly times: number;
  isFor(result: NodeResult): boolean;
}

/** @throws {UsageError} where one of both is not understood */
export function readRetry(times: string | null, on: string | null): Retry | null {
  if (times === null && on === null) return null;
  if (times !== null && !/^\d{1,6}$/.test(times))
    throw new UsageError(`Option "--retry" takes a number of times, not "${times}"`);
  const conditions = (on ?? "connect,timeout").split(",").map(readCondition);
  return {
    times: Number(times ?? 1),
    isFor: (result) => conditions.some((condition) => condition(result)),
  };
}

function readCondition(text: string): (result: NodeResult) => boolean {
  const codes = /^exit(?::(\d{1,3}))?$/.exec(text);
  if (text === "connect") return ({ kind }) => kind === "unreachable";
  if (text === "timeout") return ({ kind }) => kind === "timeout";
  if (codes?.[1] === undefined && codes !== null) return ({ kind }) => kind === "failed";
  if (codes !== null) return ({ kind, code }) => kind !== "ok" && code === Number(codes[1]);
  throw new UsageError(
    `Option "--retry-on" takes connect, timeout, exit and exit:CODE with commas between them, not "${text}"`,
  );
}
