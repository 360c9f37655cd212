import type { EventHandler } from "../src/task/mod.ts";

/** A handler that notes what it hears, as `kind key what`, and then calls what another has for it. */
export function noteEvents(notes: string[], also: EventHandler = {}): EventHandler {
  return {
    ...also,
    evStart(worker) {
      notes.push("start");
      also.evStart?.(worker);
    },
    evPickup(worker, key) {
      notes.push(`pickup ${key}`);
      also.evPickup?.(worker, key);
    },
    evRead(worker, key, stream, line, goesOn) {
      notes.push(`read ${key} ${stream} ${Buffer.from(line).toString("latin1")}`);
      also.evRead?.(worker, key, stream, line, goesOn);
    },
    evWritten(worker, key, bytes) {
      notes.push(`written ${key} ${bytes}`);
      also.evWritten?.(worker, key, bytes);
    },
    evHup(worker, key, returnCode) {
      notes.push(`hup ${key} ${returnCode}`);
      also.evHup?.(worker, key, returnCode);
    },
    evTimeout(worker, key) {
      notes.push(`timeout ${key}`);
      also.evTimeout?.(worker, key);
    },
    evClose(worker, timedOut) {
      notes.push(`close ${timedOut}`);
      also.evClose?.(worker, timedOut);
    },
  };
}
