import { useEffect, useState } from "preact/hooks";

/** How much room there is for columns. */
export type Width = "narrow" | "medium" | "wide";

const medium = matchMedia("(min-width: 700px)");
const wide = matchMedia("(min-width: 1100px)");

/** How wide the window is, kept up to date. */
export function useWidth(): Width {
  const [width, setWidth] = useState(widthNow());
  useEffect(() => {
    const change = (): void => setWidth(widthNow());
    for (const query of [medium, wide]) query.addEventListener("change", change);
    return () => {
      for (const query of [medium, wide]) query.removeEventListener("change", change);
    };
  }, []);
  return width;
}

function widthNow(): Width {
  if (wide.matches) return "wide";
  return medium.matches ? "medium" : "narrow";
}
