import { jobMessages } from "./messages/job.ts";
import { outputMessages } from "./messages/output.ts";
import { resultsMessages } from "./messages/results.ts";
import { jobsMessages } from "./messages/jobs.ts";
import { agendaMessages } from "./messages/agenda.ts";
import { interpretersMessages, nodesMessages } from "./messages/nodes.ts";
import { schedulesMessages } from "./messages/schedules.ts";
import { submitMessages } from "./messages/submit.ts";

/** Everything that the page says. */
export const messages = {
  jobs: jobsMessages,
  job: jobMessages,
  output: outputMessages,
  results: resultsMessages,
  agenda: agendaMessages,
  interpreters: interpretersMessages,
  nodes: nodesMessages,
  schedules: schedulesMessages,
  submit: submitMessages,
  brand: "Runyard",
  documentTitle: (view: string): string => (view === "" ? "Runyard" : `${capital(view)} – Runyard`),
  skipToContent: "To the content",
  mainNavigation: "Main",
  navigation: {
    jobs: "Jobs",
    submit: "Submit",
    schedules: "Schedules",
    nodes: "Nodes",
    interpreters: "Interpreters",
  },
  themes: { system: "Theme: system", light: "Theme: light", dark: "Theme: dark" },
  themeTitle: "Change how the page looks",
  logOut: (name: string): string => `Log out ${name}`,
  aToken: "(token)",
  close: "Close",
  cancel: "Cancel",
  copy: "Copy",
  copied: "Copied",
  copyFailed: "The browser did not let this be copied",
  loadAgain: "Load again",

  unreachable: "The server does not answer",
  noReason: (status: number): string => `The server answered with status ${status} and no reason`,
  reconnecting: "The connection is lost: what you see may be old. Trying again…",
  behind: (seconds: number): string => `Catching up: what you see is ${seconds} s old`,
  noSuchPlace: "There is nothing at this address",
  toTheJobs: "To the jobs",
  viewFailedToLoad: "This part of the page could not be loaded",
  viewFailed: "This part of the page has failed",

  loginTitle: "Log in",
  loginKind: "How to log in",
  loginKinds: { password: "Name and password", token: "Token" },
  userName: "Name",
  password: "Password",
  token: "Token",
  logIn: "Log in",
  loginHint: "The login is kept in this tab and forgotten when it is closed.",

  phases: {
    PENDING: "Pending",
    QUEUED: "Queued",
    EXECUTING: "Running",
    COMPLETED: "Completed",
    ERROR: "Error",
    ABORTED: "Aborted",
    HELD: "Held",
    SUSPENDED: "Suspended",
    UNKNOWN: "Unknown",
    ARCHIVED: "Archived",
    waiting: "Waiting",
    running: "Running",
    complete: "Complete",
    failed: "Failed",
    blocked: "Blocked",
  },
  actions: {
    run: "Run",
    retry: "Retry",
    suspend: "Suspend",
    resume: "Resume",
    abort: "Abort",
    delete: "Delete",
  },

  tableKeys: "Arrow keys move, Space selects, Shift with an arrow selects several, Enter opens",
  selectRow: "Select this row",
  selectAll: "Select all rows",
} as const;

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
