/**
 * The number of an item that is named by a node set: the last one in its name, without padding, so that `frame007` is 7
 * and `shot2-frame10` is 10. Undefined where there is no digit in it.
 */
export function indexOfName(name: string): string | undefined {
  return name
    .match(/\d+/g)
    ?.at(-1)
    ?.replace(/^0+(?=\d)/, "");
}
