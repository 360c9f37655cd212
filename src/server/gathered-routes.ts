import { z } from "zod";
import type { FoldedNamesView, GatheredItemsView } from "./api.ts";
import { gatherItems } from "./gathered-items.ts";
import { jobParams } from "./query-values.ts";
import { type Route, defineRoute } from "./route.ts";

const namesShape = {
  count: z.int(),
  names: z.string().describe("A node set; empty where it can hold none of the names"),
  others: z.array(z.string()).describe("The first names that no node set can hold as they are"),
  moreOthers: z.int().describe("How many more there are of these"),
};
const foldedNames: z.ZodType<FoldedNamesView, FoldedNamesView> = z.object(namesShape);

const gatheredSchema: z.ZodType<GatheredItemsView, GatheredItemsView> = z.object({
  groups: z.array(
    z.object({
      ...namesShape,
      exitStatus: z.int().nullable().describe("What all of them ended with; null where they did not end so"),
      text: z.string(),
      isCut: z
        .boolean()
        .describe("Whether there is more of the output of one of them than was compared or is shown"),
    }),
  ),
  moreGroups: z.int(),
  silent: foldedNames.describe("Those that ended and wrote nothing"),
  read: z.int().describe("How many items were read"),
  isWhole: z.boolean().describe("Whether every item that has ended was read"),
});

const gathered = defineRoute({
  method: "GET",
  path: "/api/v1/jobs/:id/items/gathered",
  group: "items",
  summary: "Gather what the items that have ended wrote: equal outputs once, with the names of their items",
  params: jobParams,
  query: z.strictObject({ stream: z.enum(["stdout", "stderr"]).optional() }),
  answer: gatheredSchema,
  async handle({ params, query }, { service }) {
    return gatherItems(service, params.id, { stream: query.stream ?? "stdout" });
  },
});

/** The routes of gathered outputs. */
export const gatheredRoutes: readonly Route[] = [gathered];
