import type { TypeView } from "../../../src/server/api.ts";
import { type Asked, useAnswer } from "./use-answer.ts";

/** The job types of the server. */
export function useTypes(): Asked<readonly TypeView[]> {
  return useAnswer<readonly TypeView[]>("/api/v1/types");
}
