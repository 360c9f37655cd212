import { hostname } from "node:os";
import type { MailSettings } from "../config/mod.ts";
import { makeToken } from "../core/mod.ts";
import type { Delivery } from "./delivery.ts";
import { sendMail } from "./send-mail.ts";

/** Sends a mail that says that mail is sent. */
export function sendTrialMail(settings: MailSettings, to: string, signal: AbortSignal): Promise<Delivery> {
  const host = hostname();
  const mail = {
    from: settings.from,
    to,
    subject: `[${host}] A test of mail`,
    text: `This is what "runyard mail test" sends. Mail about failures comes the same way.\n`,
    attachments: [],
    id: makeToken(),
    threads: [],
    at: Date.now(),
    host,
  };
  return sendMail(settings, mail, signal);
}
