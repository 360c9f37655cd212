/** Whether a target is a web address; all others are mail addresses. */
export function isWebhook(target: string): boolean {
  return /^https?:\/\//i.test(target);
}

/** A target as a log shows it: of a web address no more than the host, for the rest is often what lets one in. */
export function targetForPeople(target: string): string {
  return isWebhook(target) ? `the webhook at ${new URL(target).host}` : target;
}
