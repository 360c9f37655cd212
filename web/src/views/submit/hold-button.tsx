import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { StatusView, TypeView } from "../../../../src/server/api.ts";
import { ask } from "../../api/client.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { messages } from "../../messages.ts";
import { showToast } from "../../widgets/toast.tsx";

/** Lets an admin keep jobs of a type from starting, and start them again: it can be taken back, so nothing is asked before. */
export function HoldButton(props: {
  readonly type: TypeView;
  readonly onChanged: () => void;
}): JSX.Element | null {
  const { name, title, held } = props.type;
  const [isBusy, setBusy] = useState(false);
  const { answer: status } = useAnswer<StatusView>("/api/v1/status");
  const change = async (): Promise<void> => {
    setBusy(true);
    try {
      const verb = held ? "release" : "hold";
      await ask(`/api/v1/types/${encodeURIComponent(name)}/${verb}`, { method: "POST" });
      showToast(messages.submit.changed[verb](title ?? name));
      props.onChanged();
    } catch (error) {
      showToast(error instanceof Error ? error.message : String(error), { isProblem: true });
    }
    setBusy(false);
  };
  // Users are told of no data folder, and may not hold what others use as well.
  if (status === undefined || status.dataFolder === null) return null;
  return (
    <button
      type="button"
      class="button small"
      disabled={isBusy}
      title={held ? messages.submit.releaseHint : messages.submit.holdHint}
      onClick={() => void change()}
    >
      {held ? messages.submit.release : messages.submit.hold}
    </button>
  );
}
