import { X509Certificate, createPrivateKey } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import { RunyardError, messageOf, readReason } from "../core/mod.ts";

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
  const pair = `the certificate "${cert}" with the key "${key}"`;
  const certificate = made(`the certificate "${cert}"`, "it is no certificate in PEM", () => {
    return new X509Certificate(options.cert);
  });
  const secret = made(`the key "${key}"`, "it is no private key in PEM, or one with a passphrase", () => {
    return createPrivateKey(options.key);
  });
  if (!certificate.checkPrivateKey(secret)) throw cannotUse(pair, "they do not belong together");
  made(pair, undefined, () => createSecureContext(options));
  return options;
}

async function readPem(path: string, what: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new RunyardError("bad-configuration", `Cannot read the ${what} "${path}": ${readReason(cause)}`, {
      cause,
    });
  }
}

/** What OpenSSL says of a file is for its developers: where we know better we say it. */
function made<T>(what: string, reason: string | undefined, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    throw cannotUse(what, reason ?? messageOf(cause), cause);
  }
}

function cannotUse(what: string, reason: string, cause?: unknown): RunyardError {
  return new RunyardError("bad-configuration", `Cannot use ${what}: ${reason}`, { cause });
}
