const RULE = "-".repeat(15);

/** The three lines that stand above an output, without a final LF. */
export function groupHeader(label: string): string {
  return `${RULE}\n${label}\n${RULE}`;
}

/** What the nodes of an output are called: the folded set, and how many they are where they are several. */
export function groupLabel(nodes: string, count: number): string {
  return count > 1 ? `${nodes} (${count})` : nodes;
}
