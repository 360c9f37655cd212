import { z } from "zod";
import { formatInstant } from "../core/mod.ts";
import {
  appendItemsSchema,
  attemptSchema,
  itemGroupSchema,
  itemPhaseSchema,
  itemSchema,
  jobSchema,
} from "./api-schemas.ts";
import { cursorText, linkNext, makeCursor, readCursor } from "./cursor.ts";
import { foldItems } from "./folded-items.ts";
import { jobId, jobParams, wholeNumber } from "./query-values.ts";
import { type Route, defineRoute } from "./route.ts";
import { viewOfJob } from "./view-of-job.ts";
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
    from: wholeNumber(0).optional().describe("The first index; a cursor goes before it"),
    limit: wholeNumber(1, 1000).optional(),
    cursor: cursorText,
  }),
  answer: z.object({
    items: z.array(itemSchema),
    next: z.string().nullable().describe("The `cursor` of the next page, which the Link header names too"),
  }),
  async handle({ params, query, request, reply }, context) {
    const { phase, cursor, from = 0, limit = 100 } = query;
    const found = await context.service.items(params.id, {
      limit: limit + 1,
      from: readCursor("items", cursor) ?? from,
      ...(phase !== undefined && { phase }),
    });
    const next = found.length > limit ? makeCursor("items", found[limit]?.index ?? 0) : null;
    linkNext(request, reply, { base: context.baseUrl(request), next });
    return { items: found.slice(0, limit).map(itemView), next };
  },
});

const append = defineRoute({
  method: "POST",
  path: "/api/v1/jobs/:id/items",
  group,
  summary: "Append the names of a node set to the agenda of a job that is queued or running",
  params: jobParams,
  body: appendItemsSchema,
  answer: jobSchema,
  async handle({ params, body, request }, context) {
    const job = await context.service.appendItems(params.id, body.items);
    return viewOfJob(job, request, context);
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

const usage = defineRoute({
  method: "GET",
  path: "/api/v1/jobs/:id/attempts/:attempt/usage",
  group,
  summary: "Show what an attempt used over time, looked at every two seconds",
  params: z.object({ id: jobId, attempt: z.string() }),
  answer: z.object({
    samples: z.array(z.object({ at: z.iso.datetime(), cpuMs: z.number(), memoryBytes: z.number() })),
  }),
  async handle({ params }, { service }) {
    const samples = await service.usage(params.id, params.attempt);
    return { samples: samples.map(({ at, ...used }) => ({ at: formatInstant(at), ...used })) };
  },
});

/** The routes of a job's items and attempts. */
export const itemRoutes: readonly Route[] = [items, append, folded, attempts, usage];
