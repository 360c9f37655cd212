/** A shorter one is found in half of all words. */
const SHORTEST = 4;

/** Writes `(secret)` in place of each secret in a text, and of each line of a secret that has several. */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  return needlesOf(secrets).reduce((masked, needle) => masked.replaceAll(needle, MASK), text);
}

/** The same for bytes of any encoding: a secret is looked for as UTF-8. */
export function maskBytes(bytes: Buffer, secrets: readonly string[]): Buffer {
  if (secrets.length === 0) return bytes;
  // Each byte is one character here, and comes back as it was.
  const needles = secrets.map((secret) => Buffer.from(secret).toString("latin1"));
  return Buffer.from(maskSecrets(bytes.toString("latin1"), needles), "latin1");
}

const MASK = "(secret)";

/** The longest first, so that none is left half by a shorter one in it. */
function needlesOf(secrets: readonly string[]): readonly string[] {
  return secrets
    .flatMap((secret) => [secret, ...secret.split(/\r?\n/)])
    .filter((needle) => needle.length >= SHORTEST)
    .toSorted((one, other) => other.length - one.length);
}
