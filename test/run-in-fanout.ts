import type { Fanout, FanoutChild, FanoutEnd, FanoutSpec } from "../src/process/mod.ts";

/** What was told of one child. */
export interface Told {
  /** In the order in which it was told. */
  readonly calls: readonly string[];
  readonly stdout: string;
  readonly stderr: string;
  readonly writtenBytes: number;
  readonly end: FanoutEnd;
}

/** A child, and what there is to wait for. */
export interface Run {
  readonly child: FanoutChild;
  readonly started: Promise<number>;
  /** Fulfilled when this has been written to stdout. */
  readonly printed: (text: string) => Promise<void>;
  readonly told: Promise<Told>;
}

/** Starts a child in a fanout, and keeps all that is told of it. Nothing but its arguments need be said. */
export function runInFanout(fanout: Fanout, argv: FanoutSpec["argv"], rest: Partial<FanoutSpec> = {}): Run {
  const calls: string[] = [];
  const parts = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const started = Promise.withResolvers<number>();
  const told = Promise.withResolvers<Told>();
  let writtenBytes = 0;
  let hearMore = Promise.withResolvers<void>();
  const textOf = (stream: "stdout" | "stderr"): string => Buffer.concat(parts[stream]).toString("latin1");
  const child = fanout.start(
    { argv, stdin: "none", stderr: "separate", ...rest },
    {
      onStart(pid) {
        calls.push("start");
        started.resolve(pid);
      },
      onOutput(stream, bytes) {
        calls.push(stream);
        parts[stream].push(Buffer.from(bytes));
        hearMore.resolve();
        hearMore = Promise.withResolvers();
      },
      onWritten(bytes) {
        calls.push("written");
        writtenBytes += bytes;
      },
      onEnd(end) {
        calls.push("end");
        told.resolve({ calls, stdout: textOf("stdout"), stderr: textOf("stderr"), writtenBytes, end });
      },
    },
  );
  const printed = async (text: string): Promise<void> => {
    while (!textOf("stdout").includes(text)) await hearMore.promise;
  };
  return { child, started: started.promise, printed, told: told.promise };
}
