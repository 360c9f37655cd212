/** Closes a union: a case that was forgotten does not compile. */
export function unreachable(value: never): never {
  throw new TypeError(`Cannot go on with "${String(value)}": no case was written for it`);
}
