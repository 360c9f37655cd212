import type { JSX } from "preact";
import { messages } from "../../messages.ts";
import type { SendingState } from "./use-sending.ts";

/** The buttons of the form, and how its sending goes. */
export function SendBar(props: {
  readonly sending: SendingState;
  readonly mistakes: number;
  readonly onCopyLink: () => void;
}): JSX.Element {
  const { sending, mistakes, onCopyLink } = props;
  const { isBusy, problem } = sending;
  return (
    <div class="send-bar stack">
      <div role="alert">
        {problem === null ? null : <p class="problem">{problem}</p>}
        {mistakes === 0 ? null : <p class="problem">{messages.submit.mistakes(mistakes)}</p>}
      </div>
      <div class="row">
        <button type="submit" class="button primary" value="run" disabled={isBusy}>
          {messages.submit.submit}
        </button>
        <button type="submit" class="button" value="create" disabled={isBusy}>
          {messages.submit.create}
        </button>
        <button type="button" class="button" onClick={onCopyLink}>
          {messages.submit.copyLink}
        </button>
      </div>
      {isBusy ? <Progress sending={sending} /> : null}
    </div>
  );
}

function Progress({ sending: { fraction, stop } }: { readonly sending: SendingState }): JSX.Element {
  const percent = Math.floor((fraction ?? 0) * 100);
  const text =
    fraction === null
      ? messages.submit.sendAgain
      : fraction === 1
        ? messages.submit.waiting
        : messages.submit.sending(percent);
  return (
    <div class="row" role="status">
      <progress value={fraction ?? 0} max={1} aria-label={text} />
      <span>{text}</span>
      <button type="button" class="quiet" onClick={stop}>
        {messages.submit.cancel}
      </button>
    </div>
  );
}
