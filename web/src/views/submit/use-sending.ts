import { useEffect, useRef, useState } from "preact/hooks";
import type { JobView, TypeView } from "../../../../src/server/api.ts";
import type { FormValues, Mistakes } from "./form-values.ts";
import { makeKey, sendJob } from "./send-job.ts";

/** How the sending of a form goes. */
export interface SendingState {
  readonly isBusy: boolean;
  /** From 0 to 1; null while it is tried again. */
  readonly fraction: number | null;
  /** Why it was refused, where that is not about one field. */
  readonly problem: string | null;
  /** What the server says of fields. */
  readonly refused: Mistakes;
  readonly send: (isRun: boolean) => Promise<void>;
  readonly stop: () => void;
  /** The form is another now: what was refused no longer counts. */
  readonly forget: () => void;
}

const nothing = { isBusy: false, fraction: 0, problem: null, refused: new Map<string, string>() };

/** Sends a form; the same form sent again after a broken connection makes one job. */
export function useSending(type: TypeView, values: FormValues, onDone: (job: JobView) => void): SendingState {
  const [state, setState] =
    useState<Pick<SendingState, "isBusy" | "fraction" | "problem" | "refused">>(nothing);
  const key = useRef<string | null>(null);
  const stopper = useRef<AbortController | null>(null);
  useEffect(() => () => stopper.current?.abort(), []);
  const send = async (isRun: boolean): Promise<void> => {
    if (stopper.current !== null) return;
    const stop = new AbortController();
    stopper.current = stop;
    key.current ??= makeKey();
    setState({ ...nothing, isBusy: true });
    const onProgress = (fraction: number | null): void => setState((old) => ({ ...old, fraction }));
    try {
      const job = await sendJob(type, values, { key: key.current, isRun, signal: stop.signal, onProgress });
      key.current = null;
      setState(nothing);
      onDone(job);
    } catch (error) {
      setState(stop.signal.aborted ? nothing : { ...nothing, ...placed(type, error) });
    } finally {
      stopper.current = null;
    }
  };
  return {
    ...state,
    send,
    stop: () => stopper.current?.abort(),
    forget() {
      key.current = null;
      if (state.problem !== null || state.refused.size > 0) setState(nothing);
    },
  };
}

/** Where what the server says belongs: at the field that it names, if it names one. */
function placed(type: TypeView, error: unknown): Pick<SendingState, "problem" | "refused"> {
  const text = error instanceof Error ? error.message : String(error);
  const name = /^Cannot [a-z ]*parameter "([^"]+)"/.exec(text)?.[1];
  const isOurs = name !== undefined && type.parameters.some((spec) => spec.name === name);
  return isOurs ? { problem: null, refused: new Map([[name, text]]) } : { problem: text, refused: new Map() };
}
