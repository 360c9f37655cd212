import type { JSX } from "preact";
import type { JobView } from "../../../../src/server/api.ts";
import { setQuery, useQueryValue } from "../../app/router.ts";
import { messages } from "../../messages.ts";
import { useTypes } from "../../api/use-types.ts";
import { Gathered } from "./gathered.tsx";
import { ItemList } from "./item-list.tsx";
import type { ItemPhase } from "./item-phases.ts";
import type { KnownItem } from "./live-items.ts";

interface AgendaPartsProps {
  readonly job: JobView;
  readonly items: readonly KnownItem[];
  readonly version: number;
  readonly slow: number;
  readonly only: ItemPhase | null;
  readonly onOpen: (index: number) => void;
}

const parts = ["list", "gathered"] as const;

/** The items one by one, or what they wrote together; that first where nodes were asked the same question. */
export function AgendaParts({
  job,
  items,
  version,
  slow,
  only,
  onOpen,
}: AgendaPartsProps): JSX.Element | null {
  const asked = useQueryValue("part");
  const types = useTypes();
  const isNodes = types.answer?.some(({ name, runner }) => name === job.type && runner === "nodes");
  if (types.answer === undefined && types.problem === null) return null;
  const shown = asked === "list" || asked === "gathered" ? asked : isNodes === true ? "gathered" : "list";
  return (
    <div class="stack">
      <fieldset class="segments">
        <legend class="hidden">{messages.agenda.whichPart}</legend>
        {parts.map((part) => (
          <label key={part}>
            <input
              type="radio"
              name="agenda-part"
              checked={shown === part}
              onChange={() => setQuery({ part })}
            />
            <span>{messages.agenda.parts[part]}</span>
          </label>
        ))}
      </fieldset>
      {shown === "list" ? (
        <div class="item-list">
          <ItemList job={job.id} items={items} version={version} only={only} onOpen={onOpen} />
        </div>
      ) : (
        <Gathered job={job.id} version={slow} />
      )}
    </div>
  );
}
