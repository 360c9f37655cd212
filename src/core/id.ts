import { randomBytes } from "node:crypto";

/** Lower case without the letters that are mistaken for digits. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * A job's id: 26 characters, 125 random bits, so that it can't be guessed, and a digit first, because two UWS
 * clients strip leading letters of "https" from the redirect's target.
 */
export function makeJobId(): string {
  const [first = 0, ...rest] = randomBytes(26);
  return `${first % 10}${rest.map((byte) => ALPHABET[byte % 32]).join("")}`;
}

/** A random name of 26 characters (130 bits) for an attempt, which is its marker in the environment as well. */
export function makeToken(): string {
  return [...randomBytes(26)].map((byte) => ALPHABET[byte % 32]).join("");
}

/** Whether a text could be an id or token of ours; what could not never reaches a path or a query. */
export function isToken(text: string): boolean {
  return /^[0-9a-z]{26}$/.test(text);
}
