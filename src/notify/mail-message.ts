import type { Attachment } from "./excerpt.ts";

/** A mail to one person. */
export interface Mail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** Tokens: the mail's own, and those of the series that it goes on with. */
  readonly id: string;
  readonly threads: readonly string[];
  readonly at: number;
  readonly host: string;
}

/** A thread that is longer is one of a digest, and no client shows more. */
const MOST_REFERENCES = 20;

/** The bytes of a mail (RFC 5322, RFC 2045 ff.): UTF-8, no line over 998 bytes, marked as no person's (RFC 3834 §5). */
export async function mailMessage(mail: Mail): Promise<Buffer> {
  // Loaded here, because most servers send no mail at all.
  const { default: MailComposer } = await import("nodemailer/lib/mail-composer/index.js");
  const idOf = (token: string): string => `<${token}@${mail.host.replaceAll(/[^A-Za-z0-9.-]/g, "-")}>`;
  const references = mail.threads
    .filter((thread) => thread !== mail.id)
    .slice(0, MOST_REFERENCES)
    .map(idOf);
  const composer = new MailComposer({
    from: { name: `Runyard on ${mail.host}`, address: mail.from },
    to: { name: "", address: mail.to },
    subject: mail.subject,
    text: mail.text,
    textEncoding: "quoted-printable",
    date: new Date(mail.at),
    messageId: idOf(mail.id),
    ...(references.length === 0 ? {} : { references: [...references], inReplyTo: references[0] ?? "" }),
    headers: { "Auto-Submitted": "auto-generated" },
    attachments: mail.attachments.map(({ name, bytes }) => ({
      filename: name,
      content: bytes,
      contentType: "text/plain; charset=utf-8",
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}
