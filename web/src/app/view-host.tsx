import type { JSX } from "preact";
import { useEffect, useErrorBoundary, useRef, useState } from "preact/hooks";
import { useStore } from "../api/use-store.ts";
import { messages } from "../messages.ts";
import { EmptyState } from "../widgets/empty-state.tsx";
import { Link } from "./link.tsx";
import { place } from "./router.ts";
import { type ViewModule, findView, loadView } from "./views.ts";

/** The view that the address asks for. */
export function ViewHost(): JSX.Element {
  const now = useStore(place);
  const found = findView(now.path);
  const module = useViewModule(found?.name);
  useEffect(() => {
    document.title = messages.documentTitle(found?.name ?? "");
  }, [found?.name]);
  useFocusOnArrival(now.path);
  if (found === undefined)
    return (
      <EmptyState title={messages.noSuchPlace}>
        <Link to="/">{messages.toTheJobs}</Link>
      </EmptyState>
    );
  if (module === "failed") return <Failed problem={messages.viewFailedToLoad} />;
  // Nothing for the moment that it takes: anything would flicker.
  if (module === undefined) return <></>;
  const key = `${found.name} ${found.id ?? ""}`;
  return (
    <Guarded key={key}>
      <module.View place={now} id={found.id} />
    </Guarded>
  );
}

/** Whoever goes to another place by keyboard goes on at its beginning: what had the focus is not there any more. */
function useFocusOnArrival(path: string): void {
  const last = useRef(path);
  useEffect(() => {
    if (last.current !== path) document.querySelector("main")?.focus({ preventScroll: true });
    last.current = path;
  }, [path]);
}

function useViewModule(name: string | undefined): ViewModule | "failed" | undefined {
  const [loaded, setLoaded] = useState<{ readonly name: string; readonly module: ViewModule | "failed" }>();
  useEffect(() => {
    if (name === undefined) return;
    let isWanted = true;
    loadView(name).then(
      (module) => isWanted && setLoaded({ name, module }),
      () => isWanted && setLoaded({ name, module: "failed" }),
    );
    return () => void (isWanted = false);
  }, [name]);
  return loaded?.name === name ? loaded?.module : undefined;
}

/** A mistake of ours in one view leaves the rest of the page standing. */
function Guarded({ children }: { readonly children: JSX.Element }): JSX.Element {
  const [error] = useErrorBoundary((caught) => console.error(caught));
  return error === undefined ? children : <Failed problem={messages.viewFailed} />;
}

function Failed({ problem }: { readonly problem: string }): JSX.Element {
  return (
    <EmptyState title={problem}>
      <button type="button" class="button" onClick={() => location.reload()}>
        {messages.loadAgain}
      </button>
    </EmptyState>
  );
}
