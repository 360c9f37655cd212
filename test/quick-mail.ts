import type { MailSettings } from "../src/config/mod.ts";
import { type Pace, mailPace } from "../src/notify/mod.ts";

/** Mail settings for a server on this machine. */
export function mailTo(smtp: string, fields: Partial<MailSettings> = {}): MailSettings {
  const none = { passwordFile: null, caFile: null, sendmail: null };
  return { to: ["ops@example.org"], from: "runyard@example.org", smtp, ...none, ...fields };
}

/** Paces of the same kind as those that are stated, for those who can't wait. */
export const quickPace: Pace = {
  ...mailPace,
  windowsMs: [600, 3000, 12_000],
  urgentWithinMs: 3000,
  retryMs: 50,
  longestRetryMs: 200,
};
