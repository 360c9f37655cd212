import { type Readable, makeStore } from "../api/store.ts";
import { useStore } from "../api/use-store.ts";

/** Where the page is: everything that somebody may want to come back to stands in the address. */
export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
  /** A part of the document, without its `#`. */
  readonly hash: string;
}

const store = makeStore<Place>(here());
addEventListener("popstate", () => store.set(here()));

/** Where the page is now. */
export const place: Readable<Place> = store;

/** Goes to an address of this page: a new entry of the history, or in place of this one. */
export function navigate(address: string, options: { readonly replace?: boolean } = {}): void {
  if (options.replace === true) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  store.set(here());
}

/** Changes values of the query, null or empty ones going; in place of this entry of the history unless told. */
export function setQuery(
  values: Readonly<Record<string, string | readonly string[] | null>>,
  options: { readonly replace?: boolean } = { replace: true },
): void {
  const { path, query } = here();
  for (const [name, value] of Object.entries(values)) {
    query.delete(name);
    for (const one of value === null ? [] : [value].flat()) if (one !== "") query.append(name, one);
  }
  const text = query.toString();
  navigate(`${path}${text === "" ? "" : `?${text}`}`, options);
}

/** One value of the query; empty where there is none. */
export function useQueryValue(name: string): string {
  return useStore(store, ({ query }) => query.get(name) ?? "");
}

function here(): Place {
  const { pathname, search, hash } = location;
  return { path: pathname, query: new URLSearchParams(search), hash: hash.slice(1) };
}
