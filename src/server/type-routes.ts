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
    return [...context.service.types.values()].map((type) => typeView(type, context.baseUrl(request)));
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
    return typeView(findType(context, params.name), context.baseUrl(request));
  },
});

/** The routes of job types. */
export const typeRoutes: readonly Route[] = [types, type];
