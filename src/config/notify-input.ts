/** How mail is sent: by a mail server or by a program. */
export interface MailInput {
  /** Who gets it where nobody is named. */
  readonly to?: string | readonly string[];
  /** `runyard@HOST` unless told. */
  readonly from?: string;
  /** `smtp://user@mail.example.org:587`, or `smtps://`; the user only with a `password_file`. */
  readonly smtp?: string;
  /** A file with one line, not readable by others. */
  readonly password_file?: string;
  /** A file of certificates in PEM that the mail server's is checked by, in place of the system's. */
  readonly ca_file?: string;
  /** A program in place of a mail server: `/usr/sbin/sendmail`. */
  readonly sendmail?: string;
}

/** Who is told what. */
export interface NotifyInput {
  /** True unless told. */
  readonly failure?: boolean;
  /** When it works again; true unless told. */
  readonly recovery?: boolean;
  /** Each success, with its output; false unless told. */
  readonly success?: boolean;
  /** Mail addresses, in place of those of `mail:`. */
  readonly to?: string | readonly string[];
  /** Web addresses that get a POST with JSON. */
  readonly webhook?: string | readonly string[];
  /** How much output comes with a mail; `1MB` unless told, 10 MB at most. */
  readonly attach_limit?: string | number;
}
