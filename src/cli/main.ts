/** Runs a command with what follows its name. @returns the exit code */
type RunHere = (words: readonly string[]) => Promise<number>;

/** Scripts run these in loops: they start without whatever the other commands need, commander first of all. */
const direct: Readonly<Record<string, () => Promise<{ readonly runHere: RunHere }>>> = {
  nodeset: () => import("./nodeset/run-here.ts"),
  gather: () => import("./gather/run-here.ts"),
  run: () => import("./run/run-here.ts"),
  copy: () => import("./run/copy-here.ts"),
};

/**
 * Runs the command line. The exit code is left in `process.exitCode`, so that what was written reaches its reader
 * before the process ends by itself.
 *
 * @param argv what follows the program's name
 */
export async function main(argv: readonly string[]): Promise<void> {
  const found = directCommand(argv);
  if (found === null) await (await import("./run-program.ts")).runProgram(argv);
  else process.exitCode = await (await found.load()).runHere(found.words);
}

/** What a direct command is given, where that is the command; options for all commands may stand before it. */
function directCommand(argv: readonly string[]): {
  readonly load: () => Promise<{ readonly runHere: RunHere }>;
  readonly words: readonly string[];
} | null {
  const shared: string[] = [];
  for (let place = 0; place < argv.length; place++) {
    const word = argv[place] ?? "";
    const load = Object.hasOwn(direct, word) ? direct[word] : undefined;
    if (load !== undefined) return { load, words: [...shared, ...argv.slice(place + 1)] };
    if (word === "--json") shared.push(word);
    // These need no server.
    else if (word === "--server" || word === "--token") place++;
    else if (!/^--(server|token)=/.test(word)) return null;
  }
  return null;
}
