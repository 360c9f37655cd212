import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { JobView } from "../../../../src/server/api.ts";
import { jobPath } from "../../api/addresses.ts";
import { ask } from "../../api/client.ts";
import { messages } from "../../messages.ts";
import { Dialog } from "../../widgets/dialog.tsx";
import { showToast } from "../../widgets/toast.tsx";
import { useNodeSet } from "../submit/use-node-set.ts";

/** Until it has ended, a job takes more items. */
const growing: ReadonlySet<JobView["phase"]> = new Set(["QUEUED", "EXECUTING", "SUSPENDED"]);

/** Gives a job more to do while it is there. */
export function AppendItems({ job }: { readonly job: JobView }): JSX.Element | null {
  const [isOpen, setOpen] = useState(false);
  if (!isOpen && !growing.has(job.phase)) return null;
  return (
    <>
      <button type="button" class="button" onClick={() => setOpen(true)}>
        {messages.agenda.append}
      </button>
      {isOpen ? <AppendDialog job={job} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

interface AppendDialogProps {
  readonly job: JobView;
  readonly onClose: () => void;
}

function AppendDialog({ job, onClose }: AppendDialogProps): JSX.Element {
  const [text, setText] = useState("");
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const { answer, problem } = useNodeSet(text, 0);
  const wrong = refusal ?? problem;
  const append = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    try {
      await ask(jobPath(job.id, "/items"), { method: "POST", json: { items: text.trim() } });
      showToast(messages.agenda.appended(text.trim()));
      onClose();
    } catch (error) {
      setRefusal(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={messages.agenda.append} onClose={onClose}>
      <form class="stack" onSubmit={(event) => void append(event)}>
        <label class="field">
          <span>{messages.agenda.appendNames}</span>
          <input
            class="mono"
            value={text}
            placeholder="frame[41-60]"
            autocomplete="off"
            spellcheck={false}
            required
            autofocus
            onInput={(event) => {
              setText(event.currentTarget.value);
              setRefusal(null);
            }}
          />
        </label>
        <p class={wrong === null ? "hint" : "problem"} role="status">
          {wrong ??
            (answer === undefined
              ? messages.agenda.appendHint
              : messages.submit.nodes(answer.count, answer.folded))}
        </p>
        <div class="row end">
          <button type="button" class="button" onClick={onClose}>
            {messages.cancel}
          </button>
          <button type="submit" class="button primary" disabled={isBusy || text.trim() === ""}>
            {messages.agenda.append}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
