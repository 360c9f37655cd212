import { useEffect, useState } from "preact/hooks";
import { theme } from "../../app/theme.ts";

/** A number that goes up when the colours are others. */
export function useThemeChanges(): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const add = (): void => setCount((old) => old + 1);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", add);
    const stop = theme.subscribe(add);
    return () => {
      dark.removeEventListener("change", add);
      stop();
    };
  }, []);
  return count;
}
