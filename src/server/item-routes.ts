import { z } from "zod";
import { attemptSchema, itemGroupSchema, itemPhaseSchema, itemSchema } from "./api-schemas.ts";
import { foldItems } from "./folded-items.ts";
import { jobParams, wholeNumber } from "./query-values.ts";
import { type Route, defineRoute } from "./route.ts";
import { attemptView, itemView } from "./views.ts";

const group = "items";

const items = defineRoute({
  method: "GET",
  path: "/api/v1/jobs/:id/items",
  group,
  summary: "List a job's items in the order of its agenda",
  params: jobParams,
  query: z.strictObject({
    phase: itemPhaseSchema.optional(),
    from: wholeNumber(0).optional().describe("The first index"),
    limit: wholeNumber(1, 1000).optional(),
  }),
  answer: z.object({ items: z.array(itemSchema) }),
  async handle({ params, query }, { service }) {
    const asked = {
      limit: query.limit ?? 100,
      from: query.from ?? 0,
      ...(query.phase !== undefined && { phase: query.phase }),
    };
    return { items: (await service.items(params.id, asked)).map(itemView) };
  },
});

const folded = defineRoute({
  method: "GET",
  path: "/api/v1/jobs/:id/items/folded",
  group,
  summary: "List a job's items by phase, their names folded into a node set",
  params: jobParams,
  query: z.strictObject({ phase: itemPhaseSchema.optional() }),
  answer: z.object({ groups: z.array(itemGroupSchema) }),
  async handle({ params, query }, { service }) {
    return { groups: [...(await foldItems(service, params.id, query.phase))] };
  },
});

const attempts = defineRoute({
  method: "GET",
  path: "/api/v1/jobs/:id/attempts",
  group,
  summary: "List a job's attempts",
  params: jobParams,
  answer: z.object({ attempts: z.array(attemptSchema) }),
  async handle({ params }, { service }) {
    return { attempts: (await service.attempts(params.id)).map(attemptView) };
  },
});

/** The routes of a job's items and attempts. */
export const itemRoutes: readonly Route[] = [items, folded, attempts];
