import type { JSX } from "preact";
import type uPlot from "uplot";
import { Plot } from "../../widgets/plot.tsx";
import { usageOptions } from "./usage-options.ts";

interface UsagePlotProps {
  /** Seconds since 1970, what the processors did, megabytes. */
  readonly data: uPlot.AlignedData;
  readonly label: string;
  readonly processorKey: string;
  readonly memoryKey: string;
}

/** Fewer points say nothing that a table does not. */
const worthPlotting = 3;
const heightPx = 130;

/** What was used over time: the processors on the left, memory on the right. */
export function UsagePlot({ data, label, processorKey, memoryKey }: UsagePlotProps): JSX.Element | null {
  if (data[0].length < worthPlotting) return null;
  return (
    <div>
      <p class="quiet-text row">
        <span class="key" data-phase="executing">
          <i />
          {processorKey}
        </span>
        <span class="key" data-phase="completed">
          <i />
          {memoryKey}
        </span>
      </p>
      <Plot data={data} heightPx={heightPx} label={label} options={usageOptions} />
    </div>
  );
}
