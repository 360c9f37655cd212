/** A number for bytes, which says where equal ones may be; whether they are is for the caller to see. */
export function hashBytes(bytes: Uint8Array, length: number, seed: number): number {
  let hash = seed ^ length;
  let place = 0;
  for (; place + 4 <= length; place += 4) {
    const word =
      (bytes[place] as number) |
      ((bytes[place + 1] as number) << 8) |
      ((bytes[place + 2] as number) << 16) |
      ((bytes[place + 3] as number) << 24);
    hash = Math.imul(hash ^ word, MULTIPLIER);
    hash ^= hash >>> 15;
  }
  for (; place < length; place++) hash = Math.imul(hash ^ (bytes[place] as number), MULTIPLIER);
  return (hash ^ (hash >>> 13)) | 0;
}

/** An odd number whose bits are mixed well. */
const MULTIPLIER = 0x9e3779b1;
