import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type uPlot from "uplot";
import type { AttemptView } from "../../../../src/server/api.ts";
import { messages } from "../../messages.ts";
import { formatCount, formatDuration, formatSize, formatTime } from "../../widgets/format.ts";
import { useNow } from "../../widgets/use-now.ts";
import { visibleText } from "../../widgets/visible-text.ts";
import { UsageOverTime } from "./usage-over-time.tsx";
import { UsagePlot } from "./usage-plot.tsx";

/** So many of the newest are listed. */
const shown = 50;

/** What each attempt took: time, processor time, memory. */
export function Attempts({
  job,
  attempts,
}: {
  readonly job: string;
  readonly attempts: readonly AttemptView[];
}): JSX.Element {
  const now = useNow(1000);
  if (attempts.length === 0) return <p class="quiet-text">{messages.job.noAttempts}</p>;
  const newest = attempts.toReversed().slice(0, shown);
  return (
    <div class="stack">
      <UsageOverTime job={job} attempts={attempts} />
      <Usage attempts={attempts} />
      <div class="wide-table" tabIndex={0} role="region" aria-label={messages.job.attempts}>
        <table class="csv">
          <thead>
            <tr>
              {messages.job.attemptColumns.map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {newest.map((attempt) => (
              <tr key={attempt.id}>
                <td class="numeric">{attempt.item ?? "–"}</td>
                <td>{visibleText(attempt.agent)}</td>
                <td class="numeric">{attempt.pid ?? "–"}</td>
                <td>{attempt.startedAt === null ? "–" : formatTime(attempt.startedAt)}</td>
                <td class="numeric">{durationOf(attempt, now)}</td>
                <td class="numeric">{attempt.cpuMs === null ? "–" : formatDuration(attempt.cpuMs)}</td>
                <td class="numeric">
                  {attempt.peakMemoryBytes === null ? "–" : formatSize(attempt.peakMemoryBytes)}
                </td>
                <td>{endOf(attempt)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {attempts.length > shown ? (
        <p class="hint">{messages.job.newestAttempts(shown, formatCount(attempts.length))}</p>
      ) : null}
    </div>
  );
}

function durationOf({ startedAt, endedAt }: AttemptView, now: number): string {
  if (startedAt === null) return "–";
  return formatDuration((endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt));
}

function endOf({ outcome, phase }: AttemptView): string {
  if (outcome === null) return phase;
  if (outcome.kind === "exit") return messages.job.exitStatus(outcome.status);
  return "message" in outcome ? visibleText(outcome.message) : outcome.kind;
}

function Usage({ attempts }: { readonly attempts: readonly AttemptView[] }): JSX.Element {
  const data = useMemo<uPlot.AlignedData>(() => {
    const ended = attempts
      .flatMap(({ endedAt, cpuMs, peakMemoryBytes }) =>
        endedAt === null || cpuMs === null
          ? []
          : [{ at: Date.parse(endedAt) / 1000, cpuMs, peakMemoryBytes }],
      )
      .toSorted((one, other) => one.at - other.at);
    return [
      ended.map(({ at }) => at),
      ended.map(({ cpuMs }) => cpuMs / 1000),
      ended.map(({ peakMemoryBytes }) => (peakMemoryBytes === null ? null : peakMemoryBytes / 1e6)),
    ];
  }, [attempts]);
  return (
    <UsagePlot
      data={data}
      label={messages.job.usageLabel}
      processorKey={messages.job.cpuKey}
      memoryKey={messages.job.memoryKey}
    />
  );
}
