/** As whom commands run on a node, where that is not who logs in. */
export interface Become {
  /** root unless told. */
  readonly user?: string;
  /** What makes them another user's; there is one. */
  readonly method?: "sudo";
}

/** A command as the shell that is reached gets it, and what it reads before all other input. */
export interface OwnCommand {
  readonly command: string;
  readonly input?: Uint8Array;
}

/** Ends what is only for sudo. */
const INPUT_BEGINS = "runyard-input-begins";

/**
 * Makes a command another user's. A password is read by sudo from the input (sudo(8), -S), and is in no argument. Where sudo
 * wants none, its line is still there: what runs then drops all up to the mark, so that no command ever reads it.
 *
 * @param password null: sudo asks for none, or fails
 */
export function commandAs(command: string, become: Become | undefined, password: string | null): OwnCommand {
  if (become === undefined) return { command };
  const user = quoted(become.user ?? "root");
  if (password === null) return { command: `sudo -H -n -u ${user} -- /bin/sh -c ${quoted(command)}` };
  return {
    command: `sudo -H -S -p '' -u ${user} -- /bin/sh -c ${quoted(`${DROP}\n${command}`)}`,
    input: Buffer.from(`${password}\n${INPUT_BEGINS}\n`),
  };
}

const DROP = `while IFS= read -r RUNYARD_LINE && [ "$RUNYARD_LINE" != ${INPUT_BEGINS} ]; do :; done; unset RUNYARD_LINE`;

/** For a POSIX shell. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
