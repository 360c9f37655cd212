import { type Readable, makeStore } from "../api/store.ts";

/** How the page looks: as the system says, or as somebody has chosen here. */
export type Theme = "system" | "light" | "dark";

const key = "runyard-theme";
const store = makeStore<Theme>(kept());

/** The theme that is chosen. */
export const theme: Readable<Theme> = store;

/** Chooses a theme, for this browser. */
export function setTheme(next: Theme): void {
  localStorage.setItem(key, next);
  store.set(next);
  applyTheme();
}

/** Has the document follow the choice. */
export function applyTheme(): void {
  const chosen = store.get();
  if (chosen === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = chosen;
}

function kept(): Theme {
  const value = localStorage.getItem(key);
  return value === "light" || value === "dark" ? value : "system";
}
