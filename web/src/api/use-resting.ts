import { useEffect, useState } from "preact/hooks";

const restAfterMs = 60_000;

/** Whether nobody has looked at the page for a minute: then the browser's few connections are left to other tabs. */
export function useResting(): boolean {
  const [isResting, setResting] = useState(false);
  useEffect(() => {
    let timer: number | undefined;
    const check = (): void => {
      clearTimeout(timer);
      if (document.hidden) timer = window.setTimeout(() => setResting(true), restAfterMs);
      else setResting(false);
    };
    check();
    document.addEventListener("visibilitychange", check);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", check);
    };
  }, []);
  return isResting;
}
