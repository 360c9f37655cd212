import { RunyardError } from "../core/mod.ts";
import type { ReceivedFile } from "../run/mod.ts";
import type { Field } from "./control-parameters.ts";

/** A job's parameters as the service takes them. */
export interface JobParameters {
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly files: readonly ReceivedFile[];
}

/**
 * A job's parameters from what was sent. `UPLOAD=name,param:part` says that the file that came as `part` is the
 * parameter `name` (DALI 1.1 §3.4.5).
 *
 * @throws {RunyardError} `bad-parameter` for an UPLOAD that can't be understood, `not-implemented` for one to be fetched
 */
export function readJobParameters(fields: readonly Field[], files: readonly ReceivedFile[]): JobParameters {
  const uploads = new Map(fields.filter(isUpload).flatMap(([, value]) => parseUploads(value)));
  checkUploads(uploads, files);
  const others = fields.filter((field) => !isUpload(field));
  const byName = Map.groupBy(others, ([name]) => name);
  return {
    parameters: Object.fromEntries(
      [...byName].map(([name, given]) => [name, given.map(([, value]) => value)]),
    ),
    files: files.map((file) => ({ ...file, parameter: uploads.get(file.parameter) ?? file.parameter })),
  };
}

function isUpload([name]: Field): boolean {
  return name.toUpperCase() === "UPLOAD";
}

/** One UPLOAD may hold several, parted by `;` (TAP 1.0 §2.5). */
function parseUploads(value: string): readonly (readonly [part: string, name: string])[] {
  return value.split(";").map((upload) => {
    const [, name, address] = /^\s*([^,]+?)\s*,\s*(\S+)\s*$/.exec(upload) ?? [];
    if (name === undefined || address === undefined) {
      throw new RunyardError("bad-parameter", `Cannot read UPLOAD "${value}": NAME,param:PART is wanted`);
    }
    if (!address.startsWith("param:")) {
      throw new RunyardError(
        "not-implemented",
        `Cannot fetch "${address}": files must be sent with the request, as UPLOAD=NAME,param:PART`,
      );
    }
    return [address.slice("param:".length), name] as const;
  });
}

function checkUploads(uploads: ReadonlyMap<string, string>, files: readonly ReceivedFile[]): void {
  const missing = [...uploads.keys()].find((part) => !files.some((file) => file.parameter === part));
  if (missing === undefined) return;
  throw new RunyardError(
    "bad-parameter",
    `Cannot find the upload "${missing}": no file was sent under this name`,
  );
}
