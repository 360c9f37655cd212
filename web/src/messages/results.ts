/** What is said about results. */
export const resultsMessages = {
  search: "Search the results",
  downloadAll: (count: string, size: string): string => `Download all ${count} as zip (${size})`,
  downloadOne: (name: string): string => `Download ${name}`,
  download: "Download",
  show: "Show",
  hide: "Hide",
  more: (count: string): string => `Show more (${count})`,
  noneYet: "No results yet",
  none: "It left no results",
  noneHint: "Whatever a job writes into the folder that RUNYARD_RESULTS names is kept here.",
  brokenPicture: "The browser can't show this picture",
  cut: "Only its beginning is shown: download it for the rest.",
  firstRows: (count: number): string => `The first ${count} rows.`,
} as const;
