import { z } from "zod";
import { findType } from "../uws/mod.ts";
import { typeSchema } from "./api-schemas.ts";
import { type Route, defineRoute } from "./route.ts";
import { typeView } from "./views.ts";

const group = "types";

const types = defineRoute({
  method: "GET",
  path: "/api/v1/types",
  group,
  summary: "List the job types",
  answer: z.array(typeSchema),
  async handle({ request }, context) {
    const held = await context.service.holds.names();
    return [...context.service.types.values()].map((type) => typeView(type, context.baseUrl(request), held));
  },
});

const type = defineRoute({
  method: "GET",
  path: "/api/v1/types/:name",
  group,
  summary: "Show a job type and its parameters",
  params: z.object({ name: z.string() }),
  answer: typeSchema,
  async handle({ params, request }, context) {
    const held = await context.service.holds.names();
    return typeView(findType(context, params.name), context.baseUrl(request), held);
  },
});

const hold = holdRoute(
  "hold",
  "Start nothing more of a type: RUN is answered with HELD, what runs goes on",
  true,
);
const release = holdRoute("release", "Start jobs of a type again, and run those that are HELD", false);

/** The routes of job types. */
export const typeRoutes: readonly Route[] = [types, type, hold, release];

function holdRoute(verb: string, summary: string, isHeld: boolean): Route {
  return defineRoute({
    method: "POST",
    path: `/api/v1/types/:name/${verb}`,
    group,
    summary,
    params: z.object({ name: z.string() }),
    answer: typeSchema,
    async handle({ params, request }, context) {
      const found = findType(context, params.name);
      const { holds } = context.service;
      await (isHeld ? holds.hold(found.name) : holds.release(found.name));
      return typeView(found, context.baseUrl(request), await holds.names());
    },
  });
}
