const WIDTH = 80;

/** The end of a command's help: examples, and what its exit status says. */
export function helpText(examples: readonly string[], exitStatus: string): string {
  const list = examples.map((example) => `  ${example}`).join("\n");
  return `\nExamples:\n${list}\n\n${wrap(`Exit status: ${exitStatus} (runyard help exit-codes has all)`)}`;
}

function wrap(text: string): string {
  let column = 0;
  return text.replaceAll(/(\s*)(\S+)/g, (piece: string, _space: string, word: string) => {
    const fits = column + piece.length <= WIDTH;
    column = fits ? column + piece.length : word.length;
    return fits ? piece : `\n${word}`;
  });
}
