import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { jobPath, queryText } from "../../api/addresses.ts";
import { ask } from "../../api/client.ts";
import { messages } from "../../messages.ts";
import { formatSize } from "../../widgets/format.ts";
import { plainText } from "./plain-text.ts";

/** What is shown of an output: its end. */
const shownBytes = 32 * 1024;
const againMs = 1500;

type Stream = "stdout" | "stderr";

interface Tail {
  readonly text: string;
  readonly sizeBytes: number;
}

/** The end of what an item has written; while it runs, as it comes. */
export function ItemOutput(props: {
  readonly job: string;
  readonly item: number;
  readonly stream: Stream;
  readonly isRunning: boolean;
  readonly version: unknown;
}): JSX.Element | null {
  const { job, item, stream, isRunning, version } = props;
  const [tail, setTail] = useState<Tail | string>();
  useEffect(() => {
    const stop = new AbortController();
    const read = async (): Promise<void> => {
      const found = await readTail(job, item, stream, stop.signal).catch(messageOf);
      if (!stop.signal.aborted) setTail(found);
    };
    void read();
    const timer = isRunning ? setInterval(() => document.hidden || void read(), againMs) : undefined;
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, [job, item, stream, isRunning, version]);
  if (tail === undefined) return null;
  if (typeof tail === "string") return <p class="problem">{tail}</p>;
  if (tail.sizeBytes === 0) return null;
  return (
    <section>
      <h3>{messages.agenda.streams[stream]}</h3>
      {tail.sizeBytes > shownBytes ? (
        <p class="hint">{messages.agenda.endOf(formatSize(shownBytes), formatSize(tail.sizeBytes))}</p>
      ) : null}
      <pre class="sunken" tabIndex={0} aria-label={messages.agenda.streams[stream]}>
        {plainText(tail.text)}
      </pre>
    </section>
  );
}

async function readTail(job: string, item: number, stream: Stream, signal: AbortSignal): Promise<Tail> {
  const pathOf = (part: Readonly<Record<string, number>>): string =>
    jobPath(job, `/output/${stream}${queryText({ item, ...part })}`);
  const head = await ask(pathOf({ length: 0 }), { signal });
  const sizeBytes = Number(head.headers.get("runyard-output-size") ?? 0);
  if (sizeBytes === 0) return { text: "", sizeBytes };
  const answer = await ask(pathOf({ offset: Math.max(0, sizeBytes - shownBytes) }), { signal });
  return { text: await answer.text(), sizeBytes };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
