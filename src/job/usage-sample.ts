/** What an attempt used at an instant while it ran. */
export interface UsageSample {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Processor time so far (ms); it may fall where a process ends that nobody waited for. */
  readonly cpuMs: number;
  readonly memoryBytes: number;
}
