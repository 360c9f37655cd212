import type { JSX } from "preact";
import { makeStore } from "../api/store.ts";
import { useStore } from "../api/use-store.ts";
import { messages } from "../messages.ts";
import { Dialog } from "./dialog.tsx";
import type { Question } from "./question.ts";

const store = makeStore<{ readonly question: Question; readonly answer: (isAgreed: boolean) => void } | null>(
  null,
);

/** Asks, and tells whether it is to be done. */
export function confirm(question: Question): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  store.get()?.answer(false);
  const answer = (isAgreed: boolean): void => {
    store.set(null);
    resolve(isAgreed);
  };
  store.set({ question, answer });
  return promise;
}

/** Where questions are shown. */
export function ConfirmHost(): JSX.Element | null {
  const asked = useStore(store);
  if (asked === null) return null;
  const { question, answer } = asked;
  return (
    <Dialog title={question.title} onClose={() => answer(false)}>
      <p>{question.text}</p>
      <div class="row end">
        <button
          type="button"
          class="button"
          autofocus={question.isDangerous === true}
          onClick={() => answer(false)}
        >
          {messages.cancel}
        </button>
        <button
          type="button"
          class={question.isDangerous === true ? "button danger" : "button primary"}
          autofocus={question.isDangerous !== true}
          onClick={() => answer(true)}
        >
          {question.action}
        </button>
      </div>
    </Dialog>
  );
}
