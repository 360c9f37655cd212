import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ExecutionView, ScheduleView } from "../../../../src/server/schedule-api.ts";
import { ask, askJson } from "../../api/client.ts";
import { messages } from "../../messages.ts";
import { showToast } from "../../widgets/toast.tsx";

/** What can be done with a schedule: all of it can be taken back, so nothing is asked before. */
export function ScheduleActions(props: {
  readonly schedule: ScheduleView;
  readonly onChanged: () => void;
}): JSX.Element {
  const { schedule, onChanged } = props;
  const [isBusy, setBusy] = useState(false);
  const isPaused = schedule.state === "paused";
  const act = async (action: (schedule: ScheduleView) => Promise<string>): Promise<void> => {
    setBusy(true);
    try {
      showToast(await action(schedule));
      onChanged();
    } catch (error) {
      showToast(error instanceof Error ? error.message : String(error), { isProblem: true });
    }
    setBusy(false);
  };
  const change = isPaused ? messages.schedules.resume : messages.schedules.pause;
  return (
    <div class="row">
      <button
        type="button"
        class="button small"
        disabled={isBusy}
        aria-label={messages.schedules.ofSchedule(messages.schedules.runNow, schedule.title)}
        onClick={() => void act(runNow)}
      >
        {messages.schedules.runNow}
      </button>
      <button
        type="button"
        class="button small"
        disabled={isBusy || schedule.state === "over"}
        aria-label={messages.schedules.ofSchedule(change, schedule.title)}
        onClick={() => void act(isPaused ? resume : pause)}
      >
        {change}
      </button>
    </div>
  );
}

async function pause({ id, title }: ScheduleView): Promise<string> {
  await ask(pathOf(id, "pause"), { method: "POST" });
  return messages.schedules.paused(title);
}

async function resume({ id, title }: ScheduleView): Promise<string> {
  await ask(pathOf(id, "resume"), { method: "POST" });
  return messages.schedules.resumed(title);
}

async function runNow({ id, title }: ScheduleView): Promise<string> {
  const { job } = await askJson<ExecutionView>(pathOf(id, "execute"), { method: "POST" });
  return job === null ? messages.schedules.waitsForLast(title) : messages.schedules.started(title);
}

function pathOf(id: string, verb: string): string {
  return `/api/v1/schedules/${encodeURIComponent(id)}/${verb}`;
}
