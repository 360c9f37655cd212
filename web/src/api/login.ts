import { type Readable, makeStore } from "./store.ts";

/** How somebody shows who they are. */
export type Login =
  | { readonly kind: "password"; readonly name: string; readonly password: string }
  | { readonly kind: "token"; readonly token: string };

/** What the page knows of the login. */
export interface LoginState {
  readonly login: Login | null;
  /** The server wants one, and there is none that it takes. */
  readonly isAsked: boolean;
  /** Changes with each login: what was read before it is read again. */
  readonly round: number;
}

const key = "runyard-login";
const store = makeStore<LoginState>({ login: readKept(), isAsked: false, round: 0 });

/** The login of this tab: it is gone when the tab is closed. */
export const loginState: Readable<LoginState> = store;

/** Takes a login that the server has taken. */
export function logIn(login: Login): void {
  sessionStorage.setItem(key, JSON.stringify(login));
  store.set({ login, isAsked: false, round: store.get().round + 1 });
}

/** Forgets the login. */
export function logOut(): void {
  sessionStorage.removeItem(key);
  store.set({ login: null, isAsked: true, round: store.get().round + 1 });
}

/** The server has refused what it was sent, or wants more than nothing. */
export function askForLogin(): void {
  const { round } = store.get();
  store.set({ login: null, isAsked: true, round });
}

/** The Authorization header of a login (RFC 6750, RFC 7617 in UTF-8). */
export function authorizationOf(login: Login): string {
  if (login.kind === "token") return `Bearer ${login.token}`;
  const bytes = new TextEncoder().encode(`${login.name}:${login.password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

function readKept(): Login | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null") as Login | null;
  } catch {
    return null;
  }
}
