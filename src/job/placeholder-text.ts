import { unreachable } from "../core/mod.ts";
import type { ParameterValue, ScalarValue, SecretValue } from "./job.ts";

/**
 * What a parameter's value is in a command: a file's path, a secret's file, a number in decimal, true or false.
 *
 * @param secretFile the path of the file (0600) that holds the secret; `position` is 0 unless there are several
 */
export function placeholderText(
  value: ParameterValue,
  secretFile: (secret: SecretValue, position: number) => string,
): string | readonly string[] {
  if (isList(value)) return value.map((one, position) => scalarText(one, position, secretFile));
  return scalarText(value, 0, secretFile);
}

function isList(value: ParameterValue): value is readonly ScalarValue[] {
  return Array.isArray(value);
}

function scalarText(
  value: ScalarValue,
  position: number,
  secretFile: (secret: SecretValue, position: number) => string,
): string {
  if (typeof value !== "object") return String(value);
  switch (value.kind) {
    case "file":
      return value.path;
    case "secret":
      return secretFile(value, position);
    default:
      return unreachable(value);
  }
}
