/** The processor time, in milliseconds, that a piece of work took in this process: what other processes take is not in it. */
export function cpuTimeOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
