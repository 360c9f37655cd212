/** No return code of a key. */
export function noCode(key: string): RangeError {
  return new RangeError(
    `Cannot tell the return code of "${key}": it has none, because it is unknown, runs, or timed out`,
  );
}
