import { readFileSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { resolve } from "node:path";
import { z } from "zod";
import { messageOf } from "../core/mod.ts";
import { type Mistake, type Reading, mailAddressSchema } from "../job/mod.ts";

/** How mail is sent, and who gets it where nobody is named. */
export interface MailSettings {
  readonly to: readonly string[];
  readonly from: string;
  /** `smtp://user@host:587` or `smtps://…`, without a password; null where `sendmail` is the way. */
  readonly smtp: string | null;
  /** A file with the password, absolute; it is read for each mail. */
  readonly passwordFile: string | null;
  /** A file of certificates that the mail server's is checked by, absolute; the system's own where it is null. */
  readonly caFile: string | null;
  /** A program that takes a mail as sendmail does, absolute. */
  readonly sendmail: string | null;
}

/** The part `mail:` of the file as it is written. */
export interface WrittenMail {
  readonly to: readonly string[];
  readonly from?: string | undefined;
  readonly smtp?: string | undefined;
  readonly password_file?: string | undefined;
  readonly ca_file?: string | undefined;
  readonly sendmail?: string | undefined;
}

const smtpSchema = z.string().superRefine((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSmtp = url !== undefined && ["smtp:", "smtps:"].includes(url.protocol) && url.hostname !== "";
  // What stands there may have a password in it: it is not told.
  if (!isSmtp || /[^/]/.test(url.pathname) || url.search !== "" || url.hash !== "")
    context.addIssue({
      code: "custom",
      message: "expected an address like smtp://user@mail.example.org:587",
    });
  else if (url.password !== "")
    context.addIssue({
      code: "custom",
      message: "a password does not stand here: name its file in password_file",
    });
});

/** The schema of `mail:`. */
export const mailSchema: z.ZodType<WrittenMail> = z
  .strictObject({
    to: z
      .union([mailAddressSchema.transform((one) => [one]), z.array(mailAddressSchema).max(100)])
      .default([]),
    from: mailAddressSchema.optional(),
    smtp: smtpSchema.optional(),
    password_file: z.string().min(1).optional(),
    ca_file: z.string().min(1).optional(),
    sendmail: z.string().startsWith("/", { error: "expected a path from the root" }).optional(),
  })
  .superRefine(({ smtp, sendmail, password_file: password, ca_file: ca }, context) => {
    const add = (message: string, ...path: string[]): void =>
      context.addIssue({ code: "custom", message, path });
    if ((smtp === undefined) === (sendmail === undefined)) add("expected either smtp or sendmail");
    else if (smtp === undefined && password !== undefined) add("goes with smtp alone", "password_file");
    else if (smtp === undefined && ca !== undefined) add("goes with smtp alone", "ca_file");
    else if (smtp !== undefined && isHalfLogin(smtp, password))
      add("a login needs both a user in smtp and a password_file", "smtp");
  });

/** A password that stands in the address is a mistake of its own. */
function isHalfLogin(smtp: string, passwordFile: string | undefined): boolean {
  const url = URL.canParse(smtp) ? new URL(smtp) : undefined;
  return url?.password === "" && (url.username === "") !== (passwordFile === undefined);
}

/** Reads what `mail:` says, and looks at the files that it names; `folder` is what their paths are relative to. */
export function readMail(written: WrittenMail, folder: string): Reading<MailSettings> {
  const path = (file: string | undefined): string | null =>
    file === undefined ? null : resolve(folder, file);
  const settings: MailSettings = {
    to: written.to,
    from: written.from ?? `runyard@${hostname()}`,
    smtp: written.smtp ?? null,
    passwordFile: path(written.password_file),
    caFile: path(written.ca_file),
    sendmail: written.sendmail ?? null,
  };
  const mistakes = [
    ...fileMistakes("password_file", settings.passwordFile, true),
    ...fileMistakes("ca_file", settings.caFile, false),
    ...fileMistakes("sendmail", settings.sendmail, false),
  ];
  return mistakes.length > 0 ? { ok: false, mistakes } : { ok: true, value: settings };
}

function fileMistakes(key: string, path: string | null, isSecret: boolean): readonly Mistake[] {
  const wrong = (message: string): readonly Mistake[] => [{ path: ["mail", key], message, about: "value" }];
  if (path === null) return [];
  try {
    const { mode } = statSync(path);
    if (isSecret && (mode & 0o007) !== 0)
      return wrong(`anybody on this machine can read "${path}": take that away with chmod o-rwx`);
    if (isSecret && readFileSync(path, "utf8").trim() === "")
      return wrong(`there is no password in "${path}"`);
    return [];
  } catch (error) {
    return wrong(`the file can't be read: ${messageOf(error)}`);
  }
}
