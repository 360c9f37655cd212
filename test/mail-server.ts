import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { until } from "./run-job.ts";
import { type ReadMail, readMail } from "./read-mail.ts";

/** A mail that has come in. */
export interface ReceivedMail extends ReadMail {
  readonly to: readonly string[];
  readonly subject: string;
  /** Who logged in, and whether TLS was spoken. */
  readonly user: string | undefined;
  readonly isSecure: boolean;
}

/** A real mail server. */
export interface MailServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  readonly mails: readonly ReceivedMail[];
  /** Waits until so many mails have come. */
  received(count: number, timeoutMs?: number): Promise<readonly ReceivedMail[]>;
}

/** What of it is not as usual. */
export interface MailServerOptions extends SMTPServerOptions {
  readonly port?: number;
  /** Addresses that are refused. */
  readonly refuses?: readonly string[];
}

/** Starts a mail server on this machine, without TLS and logins unless told. */
export async function startMailServer(options: MailServerOptions = {}): Promise<MailServer> {
  const { port: wanted = 0, refuses = [], ...own } = options;
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    ...own,
    onRcptTo: ({ address }, _session, done) => {
      const isRefused = refuses.includes(address);
      done(isRefused ? Object.assign(new Error("No such user here"), { responseCode: 550 }) : null);
    },
    onData: (stream, session, done) => {
      buffer(stream).then((bytes) => {
        const mail = readMail(bytes.toString("utf8"));
        const to = session.envelope.rcptTo.map(({ address }) => address);
        const subject = mail.headers.get("subject") ?? "";
        const user = typeof session.user === "string" ? session.user : undefined;
        mails.push({ ...mail, to, subject, user, isSecure: session.secure });
        done();
      }, done);
    },
  });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(wanted, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    url: `${own.secure === true ? "smtps" : "smtp"}://127.0.0.1:${port}`,
    mails,
    async received(count, timeoutMs) {
      await until(`${count} mails received`, () => mails.length >= count, timeoutMs);
      return mails;
    },
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
