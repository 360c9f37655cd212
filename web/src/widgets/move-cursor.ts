/** Where a key moves the cursor of a list; undefined for a key that does not. */
export function moveCursor(
  { key, ctrlKey, metaKey, altKey }: KeyboardEvent,
  at: number,
  count: number,
  page: number,
): number | undefined {
  if (ctrlKey || metaKey || altKey || count === 0) return undefined;
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    j: 1,
    k: -1,
    PageDown: page,
    PageUp: -page,
    Home: -count,
    End: count,
  };
  const step = Object.hasOwn(steps, key) ? steps[key] : undefined;
  return step === undefined ? undefined : Math.min(count - 1, Math.max(0, at + step));
}
