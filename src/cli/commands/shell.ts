import { Command, InvalidArgumentError } from "commander";
import { RunyardError, didYouMean, messageOf, parseDuration } from "../../core/mod.ts";
import { type Language, languages } from "../../interpreter/mod.ts";
import { makeContext } from "../context.ts";
import { helpText } from "../help-text.ts";
import { runShell } from "../shell/run-shell.ts";

interface ShellCommandOptions {
  readonly command?: string;
  readonly executable?: string;
  readonly cd?: string;
  readonly timeout?: number;
  readonly keepGoing?: boolean;
}

const DESCRIPTION = `A prompt on a live interpreter: each command runs in the same one, what it writes is shown as it comes, and its value after it, as the language writes it; in Python the last value is _.

On a terminal there is a history, Ctrl-C interrupts the command and not the interpreter, a second Ctrl-C within 2 seconds ends the interpreter where it takes no notice, and Ctrl-D leaves. A command goes on over more lines while it is not finished, or after a backslash; a block of Python ends with an empty line.

From a pipe or a file, each command runs when it is whole, a block of Python with the next line that does not belong to it; the first that fails ends it with exit status 1. With --json there is one object for each command.`;

/** `runyard shell`: a prompt on a live interpreter. */
export function shellCommand(): Command {
  return new Command("shell")
    .description(DESCRIPTION)
    .argument("<language>", [...languages.keys()].join(", "))
    .argument(
      "[words...]",
      "after --, what starts the interpreter, its own arguments come behind: nice python3",
    )
    .option("-c, --command <source>", "run this command alone, write its value, and leave")
    .option("--executable <path>", "the interpreter's program, in place of the usual one in the PATH")
    .option("--cd <folder>", "start in this folder")
    .option("--timeout <duration>", "end a command that takes longer: 90s, 10m", parseTimeout)
    .option("--keep-going", "from a pipe, go on with the next command where one fails")
    .addHelpText(
      "after",
      helpText(
        [
          "runyard shell python",
          "runyard shell python -c '6 * 7'",
          "echo 'uname -r' | runyard shell bash",
          "runyard shell blender --json < scene.py",
          "runyard shell python -- nice -n 10 python3.12",
        ],
        "the interpreter's; 1 where a command from a pipe or of -c failed or the interpreter can't be started, 130 where Ctrl-C ended it, what a command asks for with exit()",
      ),
    )
    .action(shell);
}

async function shell(
  name: string,
  words: readonly string[],
  options: ShellCommandOptions,
  command: Command,
): Promise<void> {
  const { output } = makeContext(command);
  const language = findLanguage(name);
  process.exitCode = await runShell(
    {
      language,
      words: startWords(language, words, options.executable),
      cwd: options.cd ?? null,
      timeoutMs: options.timeout ?? null,
      command: options.command ?? null,
      keepGoing: options.keepGoing === true,
    },
    output,
  );
}

function findLanguage(name: string): Language {
  const language = languages.get(name);
  if (language !== undefined) return language;
  const known = [...languages.keys()];
  const meant = didYouMean(name, known);
  const hint = meant === undefined ? `there are ${known.join(", ")}` : `did you mean "${meant}"?`;
  throw new RunyardError(
    "bad-request",
    `Cannot open a shell for "${name}": there is no such language; ${hint}`,
  );
}

function startWords(
  language: Language,
  words: readonly string[],
  executable: string | undefined,
): readonly [string, ...string[]] {
  const [first, ...rest] = words;
  if (first === undefined) return [executable ?? language.executable];
  if (executable === undefined) return [first, ...rest];
  throw new RunyardError(
    "bad-request",
    `Cannot start "${executable}": what starts the interpreter stands after -- already`,
  );
}

function parseTimeout(text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    throw new InvalidArgumentError(messageOf(error));
  }
}
