import { GroupError } from "./group-error.ts";
import type { SourceContext } from "./group-source.ts";
import type { IniValue } from "./ini.ts";
import type { SourceSettings } from "./source-settings.ts";
import { mentions, substitute } from "./template.ts";

/** A question to a script of a source. */
export interface ScriptQuestion {
  /** What is asked for, to go on with "Cannot ask … for". */
  readonly what: string;
  /** The key of the script in the configuration. */
  readonly key: string;
  readonly script: IniValue;
  /** What `$GROUP` and `$NODE` stand for; `$SOURCE` and `$CFGDIR` are always there. */
  readonly values: Readonly<Partial<Record<"GROUP" | "NODE", string>>>;
}

/**
 * Asks a script of a source. Its placeholders are filled in as text, because that is what the upcalls of a site are written
 * for; so a value with a character that means something to a shell, to sed or to awk is refused: `@$(reboot)` would be run.
 * A script without the placeholder can read the same value from its environment, whatever is in it.
 *
 * @returns what it printed
 * @throws {GroupError} `source-failed`
 */
export async function askScript(
  settings: SourceSettings,
  question: ScriptQuestion,
  context: SourceContext,
  signal: AbortSignal,
): Promise<string> {
  const { script, values } = question;
  const dangerous = Object.entries(values).find(
    ([name, value]) => mentions(script.text, name) && !SAFE.test(value),
  );
  if (dangerous !== undefined) {
    throw failure(
      settings,
      question,
      `"${dangerous[1]}" would become part of a shell script, so it may hold only letters, digits, blanks and _ . + = : % , @ -, and no word of it may begin with "-"`,
    );
  }
  const all = { ...values, SOURCE: settings.name, CFGDIR: settings.folder };
  const {
    status,
    stdout,
    failure: reason,
  } = await context.run(substitute(script.text, all), {
    cwd: settings.folder,
    env: { ...context.environment, ...all },
    signal,
  });
  if (status === 0 && CONTROL.test(stdout)) {
    throw failure(
      settings,
      question,
      `its script "${question.key}" (${script.file}:${script.line}) printed control characters`,
    );
  }
  if (status === 0) return stdout;
  const ending = status === null ? "failed" : `ended with status ${status}`;
  const detail = reason === null ? "" : `: ${reason}`;
  const place = `${script.file}:${script.line}`;
  throw failure(settings, question, `its script "${question.key}" (${place}) ${ending}${detail}`);
}

const SAFE = /^(?!-)(?:[\p{L}\p{M}\p{N}_.+=:%,@-]| (?!-))*$/u;

/** What no name has, and what would play with the terminal that it is shown on. */
// oxlint-disable-next-line no-control-regex -- it is these that are looked for
const CONTROL = /[\0-\x08\x0e-\x1f\x7f]/;

function failure(settings: SourceSettings, question: ScriptQuestion, reason: string): GroupError {
  return new GroupError(
    "source-failed",
    `Cannot ask the group source "${settings.name}" for ${question.what}: ${reason}`,
  );
}
