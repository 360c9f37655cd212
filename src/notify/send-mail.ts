import type { MailSettings } from "../config/mod.ts";
import type { Delivery } from "./delivery.ts";
import { type Mail, mailMessage } from "./mail-message.ts";
import { sendBySendmail } from "./send-by-sendmail.ts";
import { sendBySmtp } from "./send-by-smtp.ts";

/** Sends a mail in the way of the settings. It fails in words, never by throwing. */
export async function sendMail(settings: MailSettings, mail: Mail, signal: AbortSignal): Promise<Delivery> {
  const envelope = { from: settings.from, to: mail.to, message: await mailMessage(mail) };
  return settings.sendmail === null
    ? sendBySmtp(settings, envelope, signal)
    : sendBySendmail(settings.sendmail, envelope, signal);
}
