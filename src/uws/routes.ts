import type { FastifyInstance } from "fastify";
import { type UwsContext, allJobsList, typeList } from "./context.ts";
import { registerErrorRoute } from "./error-routes.ts";
import { registerJobRoutes } from "./job-routes.ts";
import { registerCreate, registerList } from "./list-routes.ts";
import { registerParameterRoutes } from "./parameter-routes.ts";
import { registerPutParameter } from "./put-parameter.ts";
import { registerResultRoutes } from "./result-routes.ts";
import { registerSync } from "./sync-routes.ts";
import { registerValueRoutes } from "./value-routes.ts";
import { registerVosi } from "./vosi-routes.ts";

/** Mounts UWS 1.1, a job list for each type under `/services/TYPE/async` and one of all jobs under `/jobs`, and what DALI and VOSI have beside it. */
export function registerUws(app: FastifyInstance, context: UwsContext): void {
  for (const [path, list] of [
    ["/services/:type/async", typeList(context)],
    ["/jobs", allJobsList(context)],
  ] as const) {
    registerList(app, path, context, list);
    registerJobRoutes(app, `${path}/:id`, context, list);
    registerValueRoutes(app, `${path}/:id`, context, list);
    registerParameterRoutes(app, `${path}/:id`, context, list);
    registerPutParameter(app, `${path}/:id`, context, list);
    registerResultRoutes(app, `${path}/:id`, context, list);
    registerErrorRoute(app, `${path}/:id`, context, list);
  }
  registerCreate(app, "/services/:type/async", context, typeList(context));
  registerSync(app, "/services/:type/sync", context);
  registerVosi(app, "/services/:type", context);
}
