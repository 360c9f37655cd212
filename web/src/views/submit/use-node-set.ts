import { useEffect, useState } from "preact/hooks";
import type { NodeSetView } from "../../../../src/server/api.ts";
import { queryText } from "../../api/addresses.ts";
import { type Asked, useAnswer } from "../../api/use-answer.ts";

/** Somebody who types is let finish a name. */
const settleMs = 180;

/** What the server reads a text as: asked when nothing has been typed for a moment. */
export function useNodeSet(text: string, limit: number): Asked<NodeSetView> {
  const settled = useSettled(text.trim());
  const path = settled === "" ? null : `/api/v1/nodesets${queryText({ expression: settled, limit })}`;
  return useAnswer<NodeSetView>(path);
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), settleMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
