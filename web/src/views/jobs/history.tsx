import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type uPlot from "uplot";
import type { JobRow } from "../../api/job-row.ts";
import { serverNow } from "../../api/server-clock.ts";
import { setQuery, useQueryValue } from "../../app/router.ts";
import { messages } from "../../messages.ts";
import { Plot } from "../../widgets/plot.tsx";
import { useNow } from "../../widgets/use-now.ts";
import { phaseHistory } from "./phase-history.ts";

const spansMs: Readonly<Record<string, number>> = { "10m": 600_000, "1h": 3_600_000, "24h": 86_400_000 };
const drawAgainMs = 2000;
const heightPx = 92;
/** How far apart the times below the plot may be: they are told in minutes. */
const minutes = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360];

interface HistoryProps {
  readonly jobs: readonly JobRow[];
  readonly isRead: boolean;
}

/** How many of the jobs that are shown waited and ran, and what ended, over the last while. */
export function History({ jobs, isRead }: HistoryProps): JSX.Element {
  const chosen = useQueryValue("plot");
  const span = Object.hasOwn(spansMs, chosen) ? chosen : "1h";
  const spanMs = spansMs[span] ?? 3_600_000;
  const turn = Math.floor(useNow(drawAgainMs) / drawAgainMs);
  const data = useMemo<uPlot.AlignedData>(() => {
    const { times, waiting, running, ended, failed } = phaseHistory(jobs, spanMs, serverNow());
    return [times, ended, failed, waiting, running].map((list) => [...list]) as uPlot.AlignedData;
  }, [turn, spanMs, isRead, jobs.length > 0]);
  return (
    <section class="history" aria-label={messages.jobs.history}>
      <Plot data={data} heightPx={heightPx} label={messages.jobs.historyLabel} options={options} />
      <div class="history-key">
        <Key phase="QUEUED" text={messages.jobs.waitingKey} />
        <Key phase="EXECUTING" text={messages.jobs.runningKey} />
        <Key phase="COMPLETED" text={messages.jobs.endedKey} isBar />
        <Key phase="ERROR" text={messages.jobs.failedKey} isBar />
        <select
          aria-label={messages.jobs.historySpan}
          value={span}
          onChange={(event) => setQuery({ plot: event.currentTarget.value })}
        >
          {Object.keys(spansMs).map((each) => (
            <option key={each} value={each}>
              {messages.jobs.last(each)}
            </option>
          ))}
        </select>
      </div>
    </section>
  );
}

interface KeyProps {
  readonly phase: string;
  readonly text: string;
  readonly isBar?: boolean;
}

function Key({ phase, text, isBar = false }: KeyProps): JSX.Element {
  return (
    <span class={isBar ? "key of-bars" : "key"} data-phase={phase.toLowerCase()}>
      <i />
      {text}
    </span>
  );
}

/** What ended stands as bars, each over its step; the lines of what waited and ran are before them. */
function options(
  colour: (name: string) => string,
  { bars, stepped }: uPlot.Series.PathBuilderFactories,
): Omit<uPlot.Options, "width" | "height"> {
  const axis = { stroke: colour("text-quiet"), font: "11px system-ui", ticks: { show: false } };
  const grid = { stroke: colour("line"), width: 1 };
  const line = (name: string): uPlot.Series => ({
    stroke: colour(name),
    width: 1.5,
    points: { show: false },
    ...(stepped !== undefined && { paths: stepped({ align: -1 }) }),
  });
  const bar = (name: string): uPlot.Series => ({
    fill: colour(name),
    width: 0,
    points: { show: false },
    ...(bars !== undefined && { paths: bars({ align: -1, size: [0.7, 20, 2] }) }),
  });
  return {
    padding: [6, 8, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_plot, _low, high) => [0, Math.max(1, high * 1.05)] } },
    axes: [
      {
        ...axis,
        size: 22,
        grid: { show: false },
        incrs: minutes.map((each) => each * 60),
        values: clockTimes,
      },
      {
        ...axis,
        size: 36,
        grid,
        space: 24,
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000],
      },
    ],
    series: [{}, bar("phase-done"), bar("phase-fail"), line("phase-wait"), line("phase-run")],
  };
}

function clockTimes(_plot: uPlot, splits: readonly number[]): string[] {
  return splits.map((seconds) => new Date(seconds * 1000).toTimeString().slice(0, 5));
}
