import type uPlot from "uplot";

/** `Axis.Side.Right`, an enum that uPlot declares and does not have. */
// oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- there is nothing else to take it from
const rightSide = 1 as uPlot.Axis.Side;

/** A plot with seconds of the processor on the left and megabytes on the right. */
export function usageOptions(colour: (name: string) => string): Omit<uPlot.Options, "width" | "height"> {
  const axis = { stroke: colour("text-quiet"), font: "11px system-ui", ticks: { show: false } };
  const points = (name: string, scale: string): uPlot.Series => ({
    scale,
    stroke: colour(name),
    width: 1,
    points: { show: true, size: 5, fill: colour(name) },
  });
  const fromZero: uPlot.Scale = { range: (_plot, _low, high) => [0, Math.max(0.1, high * 1.05)] };
  return {
    padding: [8, 4, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { seconds: fromZero, megabytes: fromZero },
    axes: [
      { ...axis, size: 22, grid: { show: false }, values: clockTimes },
      { ...axis, scale: "seconds", size: 48, space: 30, grid: { stroke: colour("line"), width: 1 } },
      { ...axis, scale: "megabytes", side: rightSide, size: 48, space: 30, grid: { show: false } },
    ],
    series: [{}, points("phase-run", "seconds"), points("phase-done", "megabytes")],
  };
}

function clockTimes(_plot: uPlot, splits: readonly number[]): string[] {
  return splits.map((seconds) => new Date(seconds * 1000).toTimeString().slice(0, 8));
}
