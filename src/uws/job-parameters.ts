import { RunyardError } from "../core/mod.ts";
import type { ReceivedFile } from "../run/mod.ts";
import type { Field } from "./control-parameters.ts";

/** A job's parameters as the service takes them. */
export interface JobParameters {
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly files: readonly ReceivedFile[];
  /** Files that are still to be fetched. */
  readonly fetches: readonly { readonly parameter: string; readonly address: string }[];
}

/**
 * A job's parameters from what was sent. `UPLOAD=name,param:part` says that the file that came as `part` is the
 * parameter `name`, `UPLOAD=name,https://…` where it is to be fetched from (DALI 1.1 §3.4.5).
 *
 * @throws {RunyardError} `bad-parameter` for an UPLOAD that can't be understood
 */
export function readJobParameters(fields: readonly Field[], files: readonly ReceivedFile[]): JobParameters {
  const all = fields.filter(isUpload).flatMap(([, value]) => parseUploads(value));
  const [sent, fetched] = [
    all.filter(({ address }) => isPart(address)),
    all.filter(({ address }) => !isPart(address)),
  ];
  const uploads = new Map(sent.map(({ parameter, address }) => [address.slice(PART.length), parameter]));
  checkUploads(uploads, files);
  const others = fields.filter((field) => !isUpload(field));
  const byName = Map.groupBy(others, ([name]) => name);
  return {
    parameters: Object.fromEntries(
      [...byName].map(([name, given]) => [name, given.map(([, value]) => value)]),
    ),
    files: files.map((file) => ({ ...file, parameter: uploads.get(file.parameter) ?? file.parameter })),
    fetches: fetched,
  };
}

function isUpload([name]: Field): boolean {
  return name.toUpperCase() === "UPLOAD";
}

/** One UPLOAD may hold several, parted by `;` (TAP 1.0 §2.5). */
function parseUploads(value: string): JobParameters["fetches"] {
  // An address may have a ";" of its own, so the next name must follow.
  return value.split(/;(?=\s*\w+\s*,)/).map((upload) => {
    const [, parameter, address] = /^\s*([^,]+?)\s*,\s*(\S+)\s*$/.exec(upload) ?? [];
    if (parameter === undefined || address === undefined) {
      throw new RunyardError(
        "bad-parameter",
        `Cannot read UPLOAD "${value}": NAME,param:PART or NAME,https://… is wanted`,
      );
    }
    return { parameter, address };
  });
}

const PART = "param:";

function isPart(address: string): boolean {
  return address.startsWith(PART);
}

function checkUploads(uploads: ReadonlyMap<string, string>, files: readonly ReceivedFile[]): void {
  const missing = [...uploads.keys()].find((part) => !files.some((file) => file.parameter === part));
  if (missing === undefined) return;
  throw new RunyardError(
    "bad-parameter",
    `Cannot find the upload "${missing}": no file was sent under this name`,
  );
}
