/** When something happens: instants in order, in milliseconds since 1970. */
export interface When {
  /** The first instant after this one; null where there is none any more. */
  next(after: number): number | null;
  /** In plain words: "every day at 04:30 (Europe/Berlin)". */
  readonly words: string;
}
