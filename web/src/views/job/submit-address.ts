import type { JobView } from "../../../../src/server/api.ts";
import { shownValue } from "./command-texts.ts";

/** The form for a job like this one, filled in with what it was given; files and secrets have to be given again. */
export function submitAddress({ type, parameters }: JobView): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    for (const one of [value].flat() as readonly unknown[])
      if (one !== null && typeof one !== "object") query.append(name, shownValue(one));
  const text = query.toString();
  return `/submit/${encodeURIComponent(type)}${text === "" ? "" : `?${text}`}`;
}
