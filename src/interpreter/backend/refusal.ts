/** So many sentences are told, and of the others how many they are. */
const MOST_TOLD = 3;

/** What is wrong with an item in one text, however much it is; null where nothing is. */
export function refusalOf(sentences: readonly string[]): string | null {
  if (sentences.length === 0) return null;
  const more = sentences.length - MOST_TOLD;
  return [...sentences.slice(0, MOST_TOLD), ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
}
