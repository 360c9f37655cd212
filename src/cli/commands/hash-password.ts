import { Command } from "commander";
import { formatPasswordHash, makePasswordHash, ownerName } from "../../config/mod.ts";
import { RunyardError } from "../../core/mod.ts";
import { makeContext } from "../context.ts";
import { helpText } from "../help-text.ts";
import { askPassword, readPasswordFrom } from "../run/password.ts";

/** `runyard hash-password`: what the configuration keeps of a password. */
export function hashPasswordCommand(): Command {
  return new Command("hash-password")
    .description(
      "Asks for a password and prints its hash: with a name, as the line that belongs under auth: users: in the configuration. Where standard input is no terminal, the password is its first line.",
    )
    .argument("[name]", "whose password it is")
    .addHelpText(
      "after",
      helpText(
        ["runyard hash-password ann", "pass show runyard | runyard hash-password --json"],
        "2 where no password was given",
      ),
    )
    .action(async (name: string | undefined, _options: object, command: Command) => {
      const { output } = makeContext(command);
      if (name !== undefined && !ownerName.test(name))
        throw new RunyardError(
          "bad-parameter",
          `Cannot use "${name}" as a name: letters, digits and . _ @ + / = - are wanted, at most 128 of them`,
        );
      const hash = formatPasswordHash(await makePasswordHash(await readNewPassword()));
      const line = name === undefined ? hash : `- { name: ${name}, password: "${hash}", role: user }`;
      output.show({ name: name ?? null, password: hash }, () => output.line(line));
    });
}

async function readNewPassword(): Promise<string> {
  const password = process.stdin.isTTY ? await askTwice() : readPasswordFrom(0);
  if (password !== "") return password;
  throw new RunyardError("bad-parameter", "Cannot make a hash: no password was given");
}

async function askTwice(): Promise<string> {
  const password = await askPassword("Password: ");
  if (password === (await askPassword("The same again: "))) return password;
  throw new RunyardError("bad-parameter", "Cannot make a hash: the two passwords are not the same");
}
