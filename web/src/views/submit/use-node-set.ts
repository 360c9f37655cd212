import { useEffect, useRef, useState } from "preact/hooks";
import type { NodeSetView } from "../../../../src/server/api.ts";
import { queryText } from "../../api/addresses.ts";
import { useAnswer } from "../../api/use-answer.ts";

/** What is known of a text as a node set. */
export interface ReadNodeSet {
  /** Undefined for an empty text, and for one that can't be read. */
  readonly answer: NodeSetView | undefined;
  readonly problem: string | null;
}

/** Somebody who types is let finish a name. */
const settleMs = 180;

/**
 * What the server reads a text as: asked when nothing has been typed for a moment. The last answer stays until the next is
 * there, so that nothing jumps.
 */
export function useNodeSet(text: string, limit: number): ReadNodeSet {
  const settled = useSettled(text.trim());
  const last = useRef<NodeSetView>(undefined);
  const path = settled === "" ? null : `/api/v1/nodesets${queryText({ expression: settled, limit })}`;
  const { answer, problem } = useAnswer<NodeSetView>(path);
  if (path === null || problem !== null || answer !== undefined) last.current = answer;
  return { answer: last.current, problem };
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), settleMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
