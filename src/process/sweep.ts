import { type Identity, identify, runningPids } from "./identity.ts";
import { readMarker } from "./marker.ts";

/**
 * Finds the processes whose environment holds one of these markers, in one look at /proc. Each process costs three system
 * calls: about 15 µs, 2 to 4 ms with 150 processes.
 *
 * It does not find a process that was started with a cleared environment or wrote over its own, or one of another user
 * when we are not root.
 *
 * @returns for each marker that was found, its processes
 */
export function findMarked(markers: ReadonlySet<string>): ReadonlyMap<string, readonly Identity[]> {
  const found = new Map<string, Identity[]>();
  for (const pid of runningPids()) {
    const marker = readMarker(pid);
    if (marker === null || !markers.has(marker)) continue;
    const identity = identify(pid);
    // Read again, because the pid may have gone to another process between the two readings.
    if (identity === null || readMarker(pid) !== marker) continue;
    found.set(marker, [...(found.get(marker) ?? []), identity]);
  }
  return found;
}
