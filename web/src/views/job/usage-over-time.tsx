import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type uPlot from "uplot";
import type { AttemptView, UsageSampleView } from "../../../../src/server/api.ts";
import { jobPath } from "../../api/addresses.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { messages } from "../../messages.ts";
import { useNow } from "../../widgets/use-now.ts";
import { UsagePlot } from "./usage-plot.tsx";

/** The server looks as often. */
const everyMs = 2000;

/** What the attempt that runs uses, as it goes on; that of the longest where none runs. */
export function UsageOverTime({
  job,
  attempts,
}: {
  readonly job: string;
  readonly attempts: readonly AttemptView[];
}): JSX.Element {
  const attempt = attempts.findLast(({ phase }) => phase === "running") ?? longest(attempts);
  const now = useNow(everyMs);
  const isRunning = attempt?.phase === "running";
  const path = attempt === undefined ? null : jobPath(job, `/attempts/${attempt.id}/usage`);
  const { answer } = useAnswer<{ readonly samples: readonly UsageSampleView[] }>(
    path,
    isRunning ? now : null,
  );
  const data = useMemo(() => linesOf(answer?.samples ?? []), [answer]);
  return (
    <UsagePlot
      data={data}
      label={messages.job.usageOverTime}
      processorKey={messages.job.processorsKey}
      memoryKey={messages.job.memoryNowKey}
    />
  );
}

function longest(attempts: readonly AttemptView[]): AttemptView | undefined {
  const took = ({ startedAt, endedAt }: AttemptView): number =>
    startedAt === null || endedAt === null ? 0 : Date.parse(endedAt) - Date.parse(startedAt);
  return attempts.toSorted((one, other) => took(other) - took(one))[0];
}

/** Between two looks: how many processors it kept busy; and what it held in memory at the second. */
function linesOf(samples: readonly UsageSampleView[]): uPlot.AlignedData {
  const times = samples.map(({ at }) => Date.parse(at));
  const pairs = samples.slice(1).map((sample, index) => ({
    at: (times[index + 1] ?? 0) / 1000,
    passedMs: Math.max(1, (times[index + 1] ?? 0) - (times[index] ?? 0)),
    usedMs: Math.max(0, sample.cpuMs - (samples[index]?.cpuMs ?? 0)),
    megabytes: sample.memoryBytes / 1e6,
  }));
  return [
    pairs.map(({ at }) => at),
    pairs.map(({ usedMs, passedMs }) => usedMs / passedMs),
    pairs.map(({ megabytes }) => megabytes),
  ];
}
