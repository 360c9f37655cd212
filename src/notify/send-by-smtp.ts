import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import type SMTPConnection from "nodemailer/lib/smtp-connection/index.js";
import type { MailSettings } from "../config/mod.ts";
import { messageOf } from "../core/mod.ts";
import type { Delivery } from "./delivery.ts";

/** A mail as it goes on its way. */
export interface Envelope {
  readonly from: string;
  readonly to: string;
  readonly message: Buffer;
}

/** A mail server that does not answer for so long is down. */
const CONNECT_MS = 10_000;
const SILENCE_MS = 60_000;

/** Hands a mail to the mail server of the settings (RFC 5321). */
export async function sendBySmtp(
  settings: MailSettings,
  { from, to, message }: Envelope,
  signal: AbortSignal,
): Promise<Delivery> {
  const url = new URL(settings.smtp ?? "");
  try {
    const { default: Connection } = await import("nodemailer/lib/smtp-connection/index.js");
    const password =
      settings.passwordFile === null ? null : (await readFile(settings.passwordFile, "utf8")).trim();
    const connection = new Connection(await optionsOf(url, settings, password !== null));
    const stop = (): void => connection.close();
    signal.addEventListener("abort", stop, { once: true });
    try {
      await dialogue(connection, async (step) => {
        await step((done) => connection.connect(done));
        if (password !== null) {
          const credentials = { user: decodeURIComponent(url.username), pass: password };
          await step((done) => connection.login({ credentials }, done));
        }
        await step((done) => connection.send({ from, to, size: message.length }, message, done));
      });
      connection.quit();
      return { kind: "told" };
    } catch (error) {
      connection.close();
      throw error;
    } finally {
      signal.removeEventListener("abort", stop);
    }
  } catch (error) {
    return failureOf(error as SMTPConnection.SMTPError, url.host);
  }
}

/**
 * With a login or a file of certificates nothing goes out before TLS stands and the certificate is right. Without either,
 * TLS is used where it is offered, as between mail servers (RFC 7435), and on this machine it is not needed.
 */
async function optionsOf(
  url: URL,
  { caFile }: MailSettings,
  hasLogin: boolean,
): Promise<SMTPConnection.Options> {
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const secure = url.protocol === "smtps:";
  const isLocal = host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
  const isPlain = !secure && isLocal && caFile === null;
  const isStrict = secure || caFile !== null || (hasLogin && !isPlain);
  return {
    host,
    port: url.port === "" ? (secure ? 465 : hasLogin ? 587 : 25) : Number(url.port),
    secure,
    ignoreTLS: isPlain,
    requireTLS: isStrict && !secure,
    opportunisticTLS: !isStrict,
    tls: { rejectUnauthorized: isStrict, ...(caFile === null ? {} : { ca: await readFile(caFile) }) },
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
  };
}

type Step = (start: (done: (error?: Error | null) => void) => void) => Promise<void>;

/** Does the steps one after another. An error of the connection, and its end, are the end of the step that waits. */
async function dialogue(connection: SMTPConnection, steps: (step: Step) => Promise<void>): Promise<void> {
  const { promise: broken, reject } = Promise.withResolvers<never>();
  broken.catch(() => undefined);
  connection.on("error", reject);
  connection.once("end", () => reject(new Error("it closed the connection")));
  await steps(async (start) => {
    const { promise, resolve, reject: fail } = Promise.withResolvers<void>();
    start((error) => (error == null ? resolve() : fail(error)));
    await Promise.race([promise, broken]);
  });
}

/** What the recipient's address is answered with is about the recipient; all else may be put right. */
function failureOf(error: SMTPConnection.SMTPError, host: string): Delivery {
  const { responseCode = 0, response } = error;
  if (error.code === "EENVELOPE" && responseCode >= 500 && isAboutRecipient(error))
    return { kind: "refused", reason: oneLine(response ?? messageOf(error)) };
  const said = response === undefined ? reasonOf(error) : `it says "${oneLine(response)}"`;
  return { kind: "failed", reason: `the mail server ${host} does not take it: ${said}` };
}

function isAboutRecipient({ command }: SMTPConnection.SMTPError): boolean {
  return command === undefined || command.startsWith("RCPT");
}

function reasonOf(error: Error): string {
  const message = oneLine(messageOf(error));
  // OpenSSL's words for an answer that is no TLS.
  if (/wrong version number/.test(message))
    return "it does not speak TLS from the start, as smtps:// wants it";
  // The library puts codes of its own in place of the system's.
  const [code = ""] = /\bE[A-Z]{5,}\b/.exec(message) ?? [];
  return systemReasons[code] ?? message;
}

const systemReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "there is no such host",
  EHOSTUNREACH: "the host can't be reached",
  ENETUNREACH: "the host can't be reached",
};

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim().slice(0, 300);
}
