import { useEffect, useState } from "preact/hooks";
import { serverNow } from "../api/server-clock.ts";

/** The server's time, told again and again. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(serverNow());
  useEffect(() => {
    setNow(serverNow());
    const timer = setInterval(() => document.hidden || setNow(serverNow()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
