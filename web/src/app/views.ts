import type { ComponentType } from "preact";
import type { Place } from "./router.ts";

/** What a view is given: where the page is, and the part of the path that names something. */
export interface ViewProps {
  readonly place: Place;
  readonly id: string | null;
}

/** What `views/NAME/view.tsx` exports. */
export interface ViewModule {
  readonly View: ComponentType<ViewProps>;
}

interface Route {
  readonly name: string;
  readonly pattern: RegExp;
}

const routes: readonly Route[] = [
  { name: "jobs", pattern: /^\/$/ },
  { name: "job", pattern: /^\/job\/([^/]+)\/?$/ },
  { name: "submit", pattern: /^\/submit(?:\/([^/]+))?\/?$/ },
  { name: "schedules", pattern: /^\/schedules\/?$/ },
  { name: "nodes", pattern: /^\/nodes\/?$/ },
  { name: "interpreters", pattern: /^\/interpreters\/?$/ },
];

const modules = import.meta.glob<ViewModule>("../views/*/view.tsx");

/** Which view shows a path, and what of it names something; undefined where none does. */
export function findView(path: string): { readonly name: string; readonly id: string | null } | undefined {
  for (const { name, pattern } of routes) {
    const found = pattern.exec(path);
    if (found !== null && isView(name))
      return { name, id: found[1] === undefined ? null : decoded(found[1]) };
  }
  return undefined;
}

/** Whether there is a view of this name. */
export function isView(name: string): boolean {
  return Object.hasOwn(modules, pathOf(name));
}

/** Loads a view's code. */
export async function loadView(name: string): Promise<ViewModule> {
  const load = modules[pathOf(name)];
  if (load === undefined) throw new TypeError(`There is no view "${name}"`);
  return load();
}

function pathOf(name: string): string {
  return `../views/${name}/view.tsx`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
