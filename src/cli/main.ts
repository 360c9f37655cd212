/**
 * Runs the command line. The exit code is left in `process.exitCode`, so that what was written reaches its reader
 * before the process ends by itself.
 *
 * Scripts run `nodeset` in loops: it starts without whatever the other commands need, commander first of all.
 *
 * @param argv what follows the program's name
 */
export async function main(argv: readonly string[]): Promise<void> {
  const words = nodesetWords(argv);
  if (words === null) await (await import("./run-program.ts")).runProgram(argv);
  else process.exitCode = await (await import("./nodeset/run-here.ts")).runHere(words);
}

/** What `nodeset` is given, where that is the command; options for all commands may stand before it. */
function nodesetWords(argv: readonly string[]): readonly string[] | null {
  const shared: string[] = [];
  for (let place = 0; place < argv.length; place++) {
    const word = argv[place];
    if (word === "nodeset") return [...shared, ...argv.slice(place + 1)];
    if (word === "--json") shared.push(word);
    // A node set needs no server.
    else if (word === "--server") place++;
    else if (word?.startsWith("--server=") !== true) return null;
  }
  return null;
}
