import { Command } from "commander";
import { makeContext } from "../context.ts";
import { helpText } from "../help-text.ts";
import { interruptible } from "../interruptible.ts";
import { resolveJobId } from "../job-id.ts";
import { isUwsAddress } from "../uws/uws-address.ts";

/** `runyard wait`: waits for the end of a job that was started before. */
export function waitCommand(): Command {
  return new Command("wait")
    .description("Waits for the end of a job, and lists its results. Ctrl-C ends the waiting, not the job.")
    .argument("<id>", "the job's id, or its beginning; or the address of a job of any UWS service")
    .addHelpText(
      "after",
      helpText(
        ["runyard wait 4k2m", "runyard wait https://archive.example/tap/async/1234"],
        "0 where the job is COMPLETED, 1 where it is not, 130 after Ctrl-C",
      ),
    )
    .action(async (text: string, _options, command: Command) => {
      await interruptible((signal) => waitFor(text, command, signal));
    });
}

async function waitFor(text: string, command: Command, signal: AbortSignal): Promise<void> {
  const context = makeContext(command);
  if (isUwsAddress(text)) {
    const [{ openJob }, { watchUwsJob }] = await Promise.all([
      import("../uws/open-service.ts"),
      import("../uws/watch-job.ts"),
    ]);
    await watchUwsJob(context.output, openJob(text), signal);
    return;
  }
  const job = await context.client.job(await resolveJobId(context.client, text));
  const { watchJob } = await import("../watch-job.ts");
  await watchJob(context, job, { follow: false, signal });
}
