/**
 * A colour of the style (`accent` for `--accent`) as it is now, in words that a canvas understands: a variable still
 * holds the colours of both themes, an element that wears it has one.
 */
export function styleColour(name: string): string {
  const probe = document.createElement("i");
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
