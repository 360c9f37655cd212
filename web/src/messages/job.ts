import type { Question } from "../widgets/question.ts";

/** What the page of one job says. */
export const jobMessages = {
  title: (name: string, phase: string): string => `${name}: ${phase} – Runyard`,
  tabs: "Parts of the job",
  overview: "Overview",
  output: "Output",
  agenda: (items: string): string => `Agenda (${items})`,
  resultsTab: (count: number): string => (count === 0 ? "Results" : `Results (${count})`),
  actions: "What can be done with this job",
  again: "Again with changes",
  copyId: "Copy the job's id",
  ownedBy: (owner: string): string => `of ${owner}`,
  retryOf: (id: string): string => `again after ${id}`,
  isDeleted: "This job has been deleted",
  question: (action: "abort" | "delete"): Question => ({
    title: action === "abort" ? "Abort this job?" : "Delete this job?",
    text:
      action === "abort"
        ? "What runs is asked to end, and ended after a while. This can't be taken back."
        : "It is aborted if it runs. Its output and results are gone then. This can't be taken back.",
    action: action === "abort" ? "Abort the job" : "Delete the job",
    isDangerous: true,
  }),
  done: {
    run: "The job is queued",
    retry: "This is the new job",
    suspend: "The job is suspended",
    resume: "The job goes on",
    abort: "The job is aborted",
    delete: "The job is deleted",
  },
  timeline: {
    title: "Timeline",
    created: "Created",
    queued: "Queued",
    started: "Started",
    ended: "Ended",
    waited: (duration: string, isOver: boolean): string =>
      isOver ? `waited ${duration}` : `waits for ${duration} now`,
    ran: (duration: string, isOver: boolean): string =>
      isOver ? `ran for ${duration}` : `runs for ${duration} now`,
  },
  waitsFor: (reason: string): string => `It waits: ${reason}`,
  destruction: (time: string, isPast: boolean): string =>
    isPast ? `Kept until ${time}; it is about to be deleted` : `Kept until ${time}`,
  parameters: "Parameters",
  noParameters: "It was given none",
  secret: "(secret)",
  results: "Results",
  allResults: (count: number): string => (count === 1 ? "Open the result" : `All ${count} results`),
  errorTypes: { transient: "may succeed when tried again", fatal: "would most likely fail again" },
  copyError: "Copy the error",
  resources: "Attempts and what they took",
  attempts: "Attempts",
  attemptColumns: ["Item", "Agent", "Process", "Started", "Ran for", "CPU time", "Memory", "End"],
  exitStatus: (status: number): string => `exit status ${status}`,
  noAttempts: "None yet",
  newestAttempts: (shown: number, all: string): string => `The newest ${shown} of ${all}`,
  cpuKey: "CPU time of each attempt, in seconds (left)",
  memoryKey: "memory of its largest process, in MB (right)",
  processorsKey: "processors kept busy (left)",
  memoryNowKey: "memory, in MB (right)",
  usageOverTime: "Plot of the processors and the memory that the attempt uses over time",
  usageLabel: "Plot of the CPU time and memory of each attempt over time",
  commands: "The same job from elsewhere",
  asCommand: "Shell",
  asCurl: "curl",
  asUws: "UWS",
} as const;
