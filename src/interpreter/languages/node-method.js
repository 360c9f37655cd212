/** A method as a function of its object, which stays the same whatever user code makes of prototypes. */
export function methodOf(prototype, name) {
  return Function.prototype.call.bind(prototype[name]);
}
