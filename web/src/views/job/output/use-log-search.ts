import { useEffect, useRef, useState } from "preact/hooks";
import { messages } from "../../../messages.ts";
import type { OutputModel } from "./output-model.ts";
import { type LineTest, findLine, hasText, tellsError } from "./search.ts";

/** Searching an output. */
export interface LogSearch {
  /** What was looked for last. */
  readonly wanted: string;
  /** How it goes, where that is worth saying. */
  readonly status: string | null;
  readonly find: (text: string, direction: 1 | -1) => void;
  readonly findError: () => void;
}

/** A search that goes on from a line, one at a time. */
export function useLogSearch(model: OutputModel, from: number, goTo: (line: number) => void): LogSearch {
  const [wanted, setWanted] = useState("");
  const [status, setStatus] = useState<string | null>(null);
  const running = useRef<AbortController>(null);
  useEffect(() => () => running.current?.abort(), [model]);
  const run = async (test: LineTest, direction: 1 | -1): Promise<void> => {
    running.current?.abort();
    const own = new AbortController();
    running.current = own;
    setStatus(messages.output.searching);
    try {
      const line = await findLine(model, test, from, direction, own.signal);
      setStatus(line === null ? messages.output.notFound : null);
      if (line !== null) goTo(line);
    } catch (error) {
      if (!own.signal.aborted) setStatus(error instanceof Error ? error.message : String(error));
    }
  };
  return {
    wanted,
    status,
    find(text, direction) {
      setWanted(text);
      if (text !== "") void run(hasText(text), direction);
    },
    findError: () => void run(tellsError, 1),
  };
}
