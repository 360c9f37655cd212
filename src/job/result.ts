/** A file that a job left in its results folder. */
export interface Result {
  readonly job: string;
  /** Unique in the job: the file's path in its results folder; in a job with an agenda, the item's name before it. */
  readonly id: string;
  readonly attempt: string;
  /** The item it came from. */
  readonly item: number;
  /** The path in the attempt's published folder, with `/` between its parts. */
  readonly path: string;
  readonly sizeBytes: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  readonly mediaType: string;
}
