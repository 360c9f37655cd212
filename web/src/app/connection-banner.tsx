import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type LiveState, liveState } from "../api/live-events.ts";
import { useStore } from "../api/use-store.ts";
import { messages } from "../messages.ts";

/** A short moment without a connection is nobody's business. */
const patienceMs = 700;

/** Says when what is shown may be old: the connection is lost, or events come late. */
export function ConnectionBanner(): JSX.Element {
  const state = useStore(liveState);
  const isLost = state.stream.kind !== "live" && state.stream.kind !== "resting";
  const isLong = useStaying(isLost);
  const text = isLong || !isLost ? textOf(state, isLong) : null;
  return (
    <div class="banner-place" role="status" aria-live="polite">
      {text === null ? null : <div class="banner">{text}</div>}
    </div>
  );
}

function textOf({ stream, behindMs }: LiveState, isLong: boolean): string | null {
  if (isLong) return stream.kind === "refused" ? stream.problem.message : messages.reconnecting;
  return behindMs > 0 ? messages.behind(Math.round(behindMs / 1000)) : null;
}

/** Whether something has been so for a while. */
function useStaying(isSo: boolean): boolean {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    if (!isSo) return setLong(false);
    const timer = setTimeout(() => setLong(true), patienceMs);
    return () => clearTimeout(timer);
  }, [isSo]);
  return isLong;
}
