import type { JSX } from "preact";
import { messages } from "../messages.ts";
import { showToast } from "./toast.tsx";

/** A button that copies a text. */
export function CopyButton({ text, label }: { readonly text: string; readonly label?: string }): JSX.Element {
  return (
    <button type="button" class="button small" onClick={() => void copyText(text)}>
      {label ?? messages.copy}
    </button>
  );
}

/** Puts a text where it can be pasted from, and says so. */
export async function copyText(text: string): Promise<void> {
  try {
    // Browsers have it only where the address is secure, or this machine's own.
    if (navigator.clipboard === undefined) copyOldWay(text);
    else await navigator.clipboard.writeText(text);
    showToast(messages.copied);
  } catch {
    showToast(messages.copyFailed, { isProblem: true });
  }
}

function copyOldWay(text: string): void {
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const isDone = document.execCommand("copy");
  area.remove();
  if (!isDone) throw new Error("The browser does not copy");
}
