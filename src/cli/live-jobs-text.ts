/** How a sentence about a server's end goes on, for those whose jobs still run; empty where none does. */
export function liveJobsText(executing: number): string {
  if (executing === 0) return "";
  const [jobs, them] = executing === 1 ? ["1 job goes on", "it"] : [`${executing} jobs go on`, "them"];
  return `; ${jobs}: start the server again to follow ${them}, or to stop ${them} with: runyard stop --abort`;
}
