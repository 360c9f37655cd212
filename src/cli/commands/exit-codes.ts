import { Command } from "commander";
import { makeContext } from "../context.ts";
import { describeExitCodes } from "../exit-codes.ts";

/** `runyard exit-codes`, and `runyard help exit-codes`. */
export function exitCodesCommand(): Command {
  return new Command("exit-codes")
    .description("What the exit codes mean.")
    .addHelpText("after", `\n${lines().join("\n")}`)
    .action((_options, command: Command) => {
      const { output } = makeContext(command);
      output.list(
        describeExitCodes().map(([code, meanings]) => ({ code, meanings })),
        [{ title: "CODE", align: "right" }, { title: "MEANING" }],
        ({ code, meanings }) => [String(code), meanings.join("; ")],
      );
    });
}

function lines(): readonly string[] {
  return describeExitCodes().flatMap(([code, meanings]) =>
    meanings.map((meaning, place) => `${place === 0 ? String(code).padStart(5) : "     "}  ${meaning}`),
  );
}
