import type { Client } from "./client.ts";
import type { InputSpool } from "./input-spool.ts";
import type { Worker } from "./worker.ts";

/** What a worker has under way. */
export interface Entry {
  readonly worker: Worker;
  readonly clients: readonly Client[];
  readonly input: InputSpool;
  isStarted: boolean;
  hasTimedOut: boolean;
  left: number;
}

/** Gives what there is of its input to those that run, and forgets what all have. */
export function giveInput({ clients, input }: Entry): void {
  let least = input.count;
  for (const client of clients) {
    client.giveInput();
    least = Math.min(least, client.isWaiting ? 0 : (client.givenParts ?? least));
  }
  input.release(least);
}

/** How much of the input waits for the slowest of those that run; 0 while there are any that are still to start. */
export function pendingInputBytes({ clients, input }: Entry): number {
  if (clients.some((client) => client.isWaiting)) return 0;
  const running = clients.filter((client) => client.givenParts !== null);
  return Math.max(0, ...running.map((client) => input.sizeBytes - client.givenBytes));
}
