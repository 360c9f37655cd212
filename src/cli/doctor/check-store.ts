import { messageOf } from "../../core/mod.ts";
import { storeVersion } from "../../store/mod.ts";
import type { Finding } from "./finding.ts";

/** Whether a server of this version can open what is stored in a data folder; undefined where nothing is. */
export function checkStore(folder: string): Finding | undefined {
  const name = "store";
  try {
    const version = storeVersion(folder);
    return version === undefined
      ? undefined
      : { name, state: "good", detail: `can be opened, version ${version}` };
  } catch (error) {
    return { name, state: "lacks", detail: messageOf(error) };
  }
}
