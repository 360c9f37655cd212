/** What the agenda of a job says. */
export const agendaMessages = {
  empty: "This job has no items yet",
  emptyHint: "Its agenda becomes items when it is run. Items appear here as cells, one for each.",
  grid: (count: number): string =>
    `Items, ${count.toLocaleString("en-GB")} ${count === 1 ? "cell" : "cells"}`,
  gridHint: "Point at a cell, or move with the arrow keys; F finds the next failed item.",
  cell: (name: string, phase: string, percent: number | null): string =>
    `${name === "" ? "The job" : name}: ${phase.toLowerCase()}${percent === null ? "" : `, ${percent} %`}`,
  filter: "Show the items of one phase",
  folded: "Names of the items by phase",
  copyNames: (phase: string): string => `Copy the names: ${phase.toLowerCase()}`,
  andMore: (told: string, more: number): string => `${told} and ${more.toLocaleString("en-GB")} more`,
  ended: (ended: string, all: string): string => `${ended} of ${all} have ended`,
  timeLeft: (duration: string): string => `about ${duration} left`,
  progress: "Progress",
  retryFailed: (count: string): string =>
    count === "1" ? "Retry the failed item" : `Retry ${count} failed items`,
  retryHint: "Makes a new job of the failed items",
  retryLater: "Possible when the job has ended",
  retried: (count: string): string =>
    `A new job has the ${count} ${count === "1" ? "item" : "items"} that failed`,

  append: "Add items",
  appendNames: "Names of the items",
  appendHint: "A node set; the names are like those that are there, with other numbers.",
  appended: (names: string): string => `Added to the agenda: ${names}`,

  whichPart: "What is shown of the items",
  parts: { list: "Item by item", gathered: "What they wrote" },
  list: (count: string): string => `Items, ${count}`,
  name: "Item",
  phase: "Phase",
  tries: "Tries",
  took: "Took",
  told: "What is known",

  detail: "Item",
  wholeJob: "The job's one item",
  previous: "Previous item",
  next: "Next item",
  noSuchItem: (index: number): string => `This job has no item ${index}`,
  started: "Started",
  exitStatus: "Exit status",
  highlights: "Noted in its output",
  value: "Value",
  outputs: "Files that it names",
  results: "Results",
  download: (name: string): string => `Download ${name}`,
  streams: { stdout: "Output", stderr: "Error output" },
  whichStream: "Which output",
  endOf: (shown: string, all: string): string => `The last ${shown} of ${all}`,

  pictures: "Pictures",
  picturesOf: (count: string): string => `Pictures (${count})`,
  pictureOf: (name: string): string => `Picture of ${name}`,
  pictureFailed: "This picture can't be read",
  morePictures: (count: string): string => `Show ${count} more`,

  gathered: "Equal outputs once",
  gatheredOf: (groups: string, items: string): string =>
    `${groups} different ${groups === "1" ? "output" : "outputs"} of ${items} ${items === "1" ? "item" : "items"} that ended.`,
  notAllRead: "There are more items than are read here.",
  groupsLeftOut: (count: string): string => `${count} outputs are left out.`,
  silent: "Nothing was written by",
  exited: (status: number | null): string =>
    status === null ? "did not end by itself" : `exit status ${status}`,
  compare: "Compare",
  comparison: "What differs between two outputs",
  differInStatus: "They wrote the same, and ended differently.",
  outputOf: (names: string): string => `What ${names} wrote`,
  cut: "There is more than is shown here.",
} as const;
