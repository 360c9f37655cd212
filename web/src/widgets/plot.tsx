import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type uPlot from "uplot";
import { loadPlot } from "./load-plot.ts";
import { styleColour } from "./style-colour.ts";

interface PlotProps {
  /** Times in seconds, then the values of each series. */
  readonly data: uPlot.AlignedData;
  readonly heightPx: number;
  /** What it shows, for those who do not see it. */
  readonly label: string;
  /** For the width and the colours of the moment. */
  readonly options: (
    colour: (name: string) => string,
    paths: uPlot.Series.PathBuilderFactories,
  ) => Omit<uPlot.Options, "width" | "height">;
}

/** A plot; what draws it is loaded when the first is shown, and its place is kept until then. */
export function Plot({ data, heightPx, label, options }: PlotProps): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const drawn = useRef<uPlot | null>(null);
  const latest = useRef(data);
  latest.current = data;
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const stop = new AbortController();
    const draw = async (): Promise<void> => {
      const UPlot = await loadPlot(stop.signal);
      if (UPlot === undefined || stop.signal.aborted) return;
      drawn.current?.destroy();
      const size = { width: element.clientWidth, height: heightPx };
      drawn.current = new UPlot({ ...options(styleColour, UPlot.paths), ...size }, latest.current, element);
      observer.observe(element);
    };
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const redraw = (): void => void draw();
    const observer = new ResizeObserver(() =>
      drawn.current?.setSize({ width: element.clientWidth, height: heightPx }),
    );
    const themes = new MutationObserver(redraw);
    void draw();
    dark.addEventListener("change", redraw);
    themes.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      stop.abort();
      observer.disconnect();
      themes.disconnect();
      dark.removeEventListener("change", redraw);
      drawn.current?.destroy();
      drawn.current = null;
    };
  }, [heightPx]);
  useEffect(() => drawn.current?.setData(data), [data]);
  return <div class="plot" role="img" aria-label={label} ref={host} style={{ height: `${heightPx}px` }} />;
}
