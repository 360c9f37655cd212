import { z } from "zod";
import { adminRoutes } from "./admin-routes.ts";
import { eventRoutes } from "./event-routes.ts";
import { gatheredRoutes } from "./gathered-routes.ts";
import { itemRoutes } from "./item-routes.ts";
import { jobRoutes } from "./job-routes.ts";
import { nodeSetRoutes } from "./nodeset-routes.ts";
import { openApiDocument } from "./openapi.ts";
import { metricsRoute } from "./metrics-route.ts";
import { outputRoutes } from "./output-routes.ts";
import { resultRoutes } from "./result-routes.ts";
import { type Route, defineRoute } from "./route.ts";
import { scheduleRoutes } from "./schedule-routes.ts";
import { typeRoutes } from "./type-routes.ts";

const openApi = defineRoute({
  method: "GET",
  path: "/api/v1/openapi.json",
  group: "server",
  summary: "Describe this API",
  answer: z.looseObject({ openapi: z.string() }),
  async handle(_input, { service }) {
    const { version } = await service.status();
    return { openapi: "3.1.0", ...openApiDocument(routes, version) };
  },
});

/** All routes of the JSON API. */
export const routes: readonly Route[] = [
  ...typeRoutes,
  ...jobRoutes,
  ...itemRoutes,
  ...gatheredRoutes,
  ...outputRoutes,
  ...resultRoutes,
  ...eventRoutes,
  ...scheduleRoutes,
  ...nodeSetRoutes,
  ...adminRoutes,
  metricsRoute,
  openApi,
];
