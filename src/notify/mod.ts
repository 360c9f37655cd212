export type { Delivery } from "./delivery.ts";
export { Notifier, type NotifierOptions } from "./notifier.ts";
export { type Pace, mailPace, webhookPace } from "./pace.ts";
export { recordLate } from "./record-late.ts";
export { sendTrialMail } from "./send-trial-mail.ts";
export { type FindSubject, type Subject, subjectOfType } from "./subject.ts";
export { subjectOfSchedule } from "./subject-of-schedule.ts";
