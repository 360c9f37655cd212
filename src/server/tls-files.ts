import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import { RunyardError, messageOf } from "../core/mod.ts";

/** The files of a certificate with its chain, and of its key, in PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** What a server that speaks TLS is made with. */
export interface TlsOptions {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly minVersion: "TLSv1.2";
}

/** Reads a certificate and its key, and sees that they belong together. @throws {RunyardError} `bad-configuration` */
export async function readTls({ cert, key }: TlsFiles): Promise<TlsOptions> {
  const options = {
    cert: await readPem(cert, "certificate"),
    key: await readPem(key, "key"),
    minVersion: "TLSv1.2",
  } as const;
  try {
    createSecureContext(options);
  } catch (cause) {
    throw new RunyardError(
      "bad-configuration",
      `Cannot use the certificate "${cert}" with the key "${key}": ${messageOf(cause)}`,
      { cause },
    );
  }
  return options;
}

async function readPem(path: string, what: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new RunyardError("bad-configuration", `Cannot read the ${what} "${path}": ${messageOf(cause)}`, {
      cause,
    });
  }
}
