import { Command } from "commander";
import type { ScheduleDetailView, ScheduleView } from "../../server/mod.ts";
import { makeContext } from "../context.ts";
import { helpText } from "../help-text.ts";
import { listSchedules, schedulePath, showSchedule } from "../schedules/show-schedule.ts";

/** `runyard schedules`: what starts by itself. */
export function schedulesCommand(): Command {
  return new Command("schedules")
    .description(
      "Lists the schedules of a server: how each is, how the last job ended, when the next starts. With an id: what comes, and what was.",
    )
    .argument("[id]", "a schedule, as nightly or runyard.yaml#nightly")
    .addCommand(changeCommand("pause", "start nothing of schedules by themselves until they are resumed"))
    .addCommand(changeCommand("resume", "start schedules by themselves again"))
    .addHelpText(
      "after",
      helpText(
        ["runyard schedules", "runyard schedules nightly", "runyard schedules pause nightly"],
        "4 where there is no such schedule, 3 for users",
      ),
    )
    .action(async (id: string | undefined, _options, command: Command) => {
      const { client, output } = makeContext(command);
      if (id === undefined) {
        const { schedules } = await client.json<{ readonly schedules: readonly ScheduleView[] }>("schedules");
        listSchedules(output, schedules);
      } else showSchedule(output, await client.json<ScheduleDetailView>(schedulePath(id)));
    });
}

function changeCommand(verb: "pause" | "resume", summary: string): Command {
  const description =
    verb === "pause"
      ? "Starts nothing of schedules by themselves until they are resumed, also after the server is started again. What runs goes on."
      : "Starts schedules by themselves again. What was due meanwhile is not made up for.";
  return new Command(verb)
    .summary(summary)
    .description(description)
    .argument("<id...>", "schedules")
    .addHelpText(
      "after",
      helpText([`runyard schedules ${verb} nightly`], "4 where there is no such schedule"),
    )
    .action(async (ids: readonly string[], _options, command: Command) => {
      const { client, output } = makeContext(command);
      for (const id of ids) {
        const path = `${schedulePath(id)}/${verb}`;
        const schedule = await client.json<ScheduleDetailView>(path, { method: "POST" });
        const how = schedule.next === null ? "" : `; next ${output.instant(schedule.next)}`;
        output.show(schedule, () =>
          output.line(schedule.id, verb === "pause" ? " is paused" : ` is not paused${how}`),
        );
      }
    });
}
