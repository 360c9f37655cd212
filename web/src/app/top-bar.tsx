import type { JSX } from "preact";
import { loginState, logOut } from "../api/login.ts";
import { useStore } from "../api/use-store.ts";
import { messages } from "../messages.ts";
import { Link } from "./link.tsx";
import { place } from "./router.ts";
import { type Theme, setTheme, theme } from "./theme.ts";
import { findView, isView } from "./views.ts";

const entries = [
  ["jobs", "/"],
  ["submit", "/submit"],
  ["schedules", "/schedules"],
  ["nodes", "/nodes"],
  ["interpreters", "/interpreters"],
] as const;

const nextTheme: Readonly<Record<Theme, Theme>> = { system: "light", light: "dark", dark: "system" };

/** Where one can go, how the page looks, and who is logged in. */
export function TopBar(): JSX.Element {
  const current = useStore(place, ({ path }) => findView(path)?.name);
  const chosen = useStore(theme);
  const { login } = useStore(loginState);
  return (
    <header class="top-bar">
      <Link to="/" class="brand">
        {messages.brand}
      </Link>
      <nav aria-label={messages.mainNavigation}>
        {entries.flatMap(([name, to]) =>
          isView(name) ? (
            <Link key={name} to={to} current={current === name}>
              {messages.navigation[name]}
            </Link>
          ) : (
            []
          ),
        )}
      </nav>
      <span class="grow" />
      {login === null ? null : (
        <button type="button" class="quiet" onClick={logOut}>
          {messages.logOut(login.kind === "password" ? login.name : messages.aToken)}
        </button>
      )}
      <button
        type="button"
        class="quiet"
        title={messages.themeTitle}
        onClick={() => setTheme(nextTheme[chosen])}
      >
        {messages.themes[chosen]}
      </button>
    </header>
  );
}
