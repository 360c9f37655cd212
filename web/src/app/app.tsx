import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { runLiveEvents } from "../api/live-events.ts";
import { loginState } from "../api/login.ts";
import { useStore } from "../api/use-store.ts";
import { messages } from "../messages.ts";
import { ConfirmHost } from "../widgets/confirm.tsx";
import { ToastHost } from "../widgets/toast.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import { LoginDialog } from "./login-dialog.tsx";
import { TopBar } from "./top-bar.tsx";
import { ViewHost } from "./view-host.tsx";

/** The whole page. A new login begins it anew. */
export function App(): JSX.Element {
  const { isAsked, round } = useStore(loginState);
  return (
    <>
      <a class="skip" href="#main">
        {messages.skipToContent}
      </a>
      <TopBar />
      {isAsked ? <LoginDialog /> : <Content key={round} />}
      <ConfirmHost />
      <ToastHost />
    </>
  );
}

function Content(): JSX.Element {
  useEffect(() => {
    const stop = new AbortController();
    void runLiveEvents(stop.signal);
    return () => stop.abort();
  }, []);
  return (
    <>
      <ConnectionBanner />
      <main id="main" tabIndex={-1}>
        <ViewHost />
      </main>
    </>
  );
}
