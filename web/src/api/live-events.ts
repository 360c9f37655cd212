import type { EventView } from "../../../src/server/api.ts";
import { type StreamState, followEvents } from "./event-stream.ts";
import { serverNow } from "./server-clock.ts";
import { type Readable, makeStore } from "./store.ts";
import type { StreamEvent } from "./sse-parser.ts";

/** What the page has heard of all jobs since it was opened. */
export interface LiveState {
  readonly stream: StreamState;
  /** How old the newest event was when it came, where that is worth saying. */
  readonly behindMs: number;
}

/** Told of changes, or that some are missing: then everything is read again. */
export type LiveListener = (events: readonly EventView[], isGap: boolean) => void;

/** Less is a busy moment. */
const worthSayingMs = 5000;
const caughtUpMs = 1500;

const state = makeStore<LiveState>({ stream: { kind: "connecting" }, behindMs: 0 });
const listeners = new Set<LiveListener>();

/** How the stream of all changes is. */
export const liveState: Readable<LiveState> = state;

/** Hears of every change of every job that this login may see. @returns what ends it */
export function onLiveEvents(listener: LiveListener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Starts the one stream of all changes, until told to stop. */
export async function runLiveEvents(signal: AbortSignal): Promise<void> {
  await followEvents({
    path: "/api/v1/events",
    signal,
    onEvents: takeEvents,
    onState: (stream) => state.set({ ...state.get(), stream }),
  });
}

function takeEvents(events: readonly StreamEvent[]): void {
  const isGap = events.some(({ event }) => event === "gap");
  const changes = events.flatMap(({ event, data }) =>
    event === "gap" ? [] : [JSON.parse(data) as EventView],
  );
  const last = changes.at(-1);
  const ageMs = last === undefined ? 0 : serverNow() - Date.parse(last.at);
  tellBehind(ageMs > worthSayingMs ? ageMs : 0);
  for (const listener of [...listeners]) listener(changes, isGap);
}

let clearing: number | undefined;

/** What has caught up hears nothing old any more. */
function tellBehind(behindMs: number): void {
  clearTimeout(clearing);
  if (behindMs !== state.get().behindMs) state.set({ ...state.get(), behindMs });
  if (behindMs > 0) clearing = window.setTimeout(() => tellBehind(0), caughtUpMs);
}
