import { Command } from "commander";
import { loadConfiguration } from "../../config/mod.ts";
import { RunyardError } from "../../core/mod.ts";
import { isMailAddress } from "../../job/mod.ts";
import { sendTrialMail } from "../../notify/mod.ts";
import { runners } from "../../run/mod.ts";
import { configOption } from "../config-option.ts";
import { makeContext } from "../context.ts";
import { helpText } from "../help-text.ts";

/** `runyard mail`: whether mail goes out. */
export function mailCommand(): Command {
  return new Command("mail")
    .description("What a server needs to send mail.")
    .addCommand(testCommand())
    .addHelpText("after", helpText(["runyard mail test"], "that of the command below it"));
}

interface TestOptions {
  readonly config?: string;
  readonly to?: string;
}

function testCommand(): Command {
  return new Command("test")
    .description(
      "Sends a test mail as the configuration here says, without a server, and says what happened.",
    )
    .option("--to <address>", "send it here instead of to those whom the configuration names")
    .addOption(configOption())
    .addHelpText(
      "after",
      helpText(
        ["runyard mail test", "runyard mail test --to ann@example.org --config /etc/runyard/runyard.yaml"],
        "1 where it does not go out, 7 where the configuration does not say how",
      ),
    )
    .action(testMail);
}

async function testMail({ config, to }: TestOptions, command: Command): Promise<void> {
  const { output } = makeContext(command);
  if (to !== undefined && !isMailAddress(to))
    throw new RunyardError("bad-request", `Cannot send a mail to "${to}": it is no mail address`);
  const { mail, file } = await loadConfiguration(config, { runners: runners.values() });
  const recipients = to === undefined ? (mail?.to ?? []) : [to];
  if (mail === null)
    throw new RunyardError("bad-configuration", `Cannot send a mail: "${file}" has no mail: that says how`);
  if (recipients.length === 0)
    throw new RunyardError("bad-configuration", `Cannot send a mail: "${file}" names nobody in mail.to`);
  const way = mail.smtp ?? mail.sendmail ?? "";
  for (const recipient of recipients) {
    const delivery = await sendTrialMail(mail, recipient, AbortSignal.timeout(90_000));
    const reason = delivery.kind === "told" ? null : delivery.reason;
    output.show({ to: recipient, outcome: delivery.kind, reason }, () =>
      output.line(
        reason === null
          ? `Sent a mail to ${recipient} through ${way}`
          : `Cannot send a mail to ${recipient} through ${way}: ${reason}`,
      ),
    );
    if (reason !== null) process.exitCode = 1;
  }
}
