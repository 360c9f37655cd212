import type { Question } from "../widgets/question.ts";

const bulkVerbs = {
  run: "Run",
  retry: "Retry",
  suspend: "Suspend",
  resume: "Resume",
  abort: "Abort",
  delete: "Delete",
} as const;
const bulkPast = {
  run: "Ran",
  retry: "Retried",
  suspend: "Suspended",
  resume: "Resumed",
  abort: "Aborted",
  delete: "Deleted",
} as const;
const bulkTexts = {
  run: "They are queued, and start when there is room.",
  retry: "For each, a new job is made of the items that are not done; of all where all are.",
  suspend: "What runs is stopped where it is, and goes on when it is resumed.",
  resume: "They go on where they were.",
  abort: "What runs is asked to end, and ended after a while. This can't be taken back.",
  delete: "Those that run are aborted. Output and results are gone then. This can't be taken back.",
} as const;

/** What the list of jobs says. */
export const jobsMessages = {
  columns: {
    phase: "Phase",
    type: "Job",
    items: "Items",
    created: "Created",
    duration: "Ran for",
    owner: "Owner",
    about: "About",
  },
  itemsTitle: ({ waiting, running, complete, failed, blocked }: ItemCounts): string =>
    [
      [complete, "complete"],
      [failed, "failed"],
      [running, "running"],
      [waiting, "waiting"],
      [blocked, "blocked"],
    ]
      .filter(([count]) => count !== 0)
      .map(([count, word]) => `${count} ${word}`)
      .join(", "),
  filterByPhase: "Phases that are shown",
  filterByType: "Job type",
  filterByOwner: "Owner",
  filterByTime: "Created",
  search: "Search the jobs",
  searchHint: "Search: press /",
  owner: "Owner",
  allTypes: "All types",
  anyTime: "Any time",
  within: (span: string): string => `Last ${spanWords(span)}`,
  last: (span: string): string => `Last ${spanWords(span)}`,
  shown: (count: string, { isLoading, isCut }: { isLoading: boolean; isCut: boolean }): string =>
    `${count} shown${isLoading ? ", reading on…" : isCut ? " of the newest 100,000: narrow to see older ones" : ""}`,
  history: "Jobs over time",
  historyLabel: "Plot of how many jobs waited, ran, ended and failed over time",
  historySpan: "Time that the plot shows",
  waitingKey: "waiting",
  runningKey: "running",
  endedKey: "ended",
  failedKey: "failed",
  stillLooking: "Looking…",
  noneMatch: "No job is like that",
  showAll: "Show all jobs",
  none: "No job has been here yet",
  noneHint:
    "A job is one run of a job type. The job types are in the server's configuration; start one of them:",
  submitFirst: "Submit a job",
  bulk: "The selected jobs",
  selected: (count: number): string => `${many(count, "job")} selected`,
  selectNone: "Select none",
  doing: (done: number, of: number): string => `${done} of ${of}…`,
  question: (action: BulkAction, count: number): Question => ({
    title: `${bulkVerbs[action]} ${many(count, "job")}?`,
    text: bulkTexts[action],
    action: `${bulkVerbs[action]} ${many(count, "job")}`,
    isDangerous: action === "delete" || action === "abort",
  }),
  done: (action: BulkAction, count: number): string => `${bulkPast[action]} ${many(count, "job")}`,
  doneInPart: (done: number, problems: readonly string[]): string =>
    `${done} done, ${problems.length} refused: ${[...new Set(problems)].slice(0, 3).join("; ")}`,
} as const;

type BulkAction = "run" | "retry" | "suspend" | "resume" | "abort" | "delete";

interface ItemCounts {
  readonly waiting: number;
  readonly running: number;
  readonly complete: number;
  readonly failed: number;
  readonly blocked: number;
}

function spanWords(span: string): string {
  const words: Readonly<Record<string, string>> = {
    "10m": "10 min",
    "1h": "hour",
    "24h": "24 hours",
    "7d": "7 days",
  };
  return words[span] ?? span;
}

function many(count: number, what: string): string {
  return `${count.toLocaleString("en-GB")} ${what}${count === 1 ? "" : "s"}`;
}
