/** What rsync's exit codes mean, for the few times when it loses its own words with the connection (rsync(1), Exit values). */
const MEANINGS: Readonly<Record<number, string>> = {
  1: "it was called in a way it does not know",
  2: "the two rsyncs do not understand each other",
  3: "the files or folders to copy from or to can't be used",
  4: "the other side can't do what was asked",
  5: "the other side did not begin",
  10: "the connection failed",
  11: "a file could not be read or written",
  12: "what came over the connection was no rsync, or ended too early",
  14: "its own processes lost each other",
  20: "it was ended by a signal",
  22: "there was no memory left",
  23: "not everything was copied",
  24: "files went away while they were copied",
  30: "nothing came in time",
};

/** What the exit code of an rsync says; null where that is nothing. */
export function rsyncMeaning(code: number): string | null {
  const meaning = MEANINGS[code];
  return meaning === undefined ? null : `rsync ended with exit code ${code}: ${meaning}`;
}
