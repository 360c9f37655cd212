import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { JobView } from "../../../../src/server/api.ts";
import { messages } from "../../messages.ts";

/** What `views/agenda/agenda-tab.tsx` exports. */
interface AgendaModule {
  readonly AgendaTab: ComponentType<{ readonly job: JobView }>;
}

const [load] = Object.values(import.meta.glob<AgendaModule>("../agenda/agenda-tab.tsx"));

/** The agenda of a job, loaded when it is first looked at. */
export function AgendaPlace({ job }: { readonly job: JobView }): JSX.Element | null {
  const [module, setModule] = useState<AgendaModule | "failed" | null>(null);
  useEffect(() => {
    load?.().then(setModule, () => setModule("failed"));
  }, []);
  if (module === "failed") return <p class="problem">{messages.viewFailedToLoad}</p>;
  return module === null ? null : <module.AgendaTab job={job} />;
}
