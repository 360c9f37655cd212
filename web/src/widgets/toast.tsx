import type { JSX } from "preact";
import { makeStore } from "../api/store.ts";
import { useStore } from "../api/use-store.ts";
import { messages } from "../messages.ts";
import { visibleText } from "./visible-text.ts";

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly isProblem: boolean;
}

const store = makeStore<readonly Toast[]>([]);
const shownMs = 6000;
let lastId = 0;

/** Says in passing what was done; a problem stays until it is closed. */
export function showToast(text: string, options: { readonly isProblem?: boolean } = {}): void {
  const { isProblem = false } = options;
  const toast = { id: ++lastId, text, isProblem };
  store.set([...store.get().slice(-3), toast]);
  if (!isProblem) setTimeout(() => close(toast.id), shownMs);
}

/** Where toasts are shown. */
export function ToastHost(): JSX.Element {
  const toasts = useStore(store);
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.map(({ id, text, isProblem }) => (
        <div key={id} class={isProblem ? "toast problem" : "toast"}>
          <span>{visibleText(text)}</span>
          <button type="button" class="quiet" aria-label={messages.close} onClick={() => close(id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}

function close(id: number): void {
  store.set(store.get().filter((toast) => toast.id !== id));
}
