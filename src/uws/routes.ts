import type { FastifyInstance } from "fastify";
import { type UwsSite, allJobsList, typeList } from "./context.ts";
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
export function registerUws(app: FastifyInstance, site: UwsSite): void {
  for (const [path, list] of [
    ["/services/:type/async", typeList(site)],
    ["/jobs", allJobsList(site)],
  ] as const) {
    registerList(app, path, site, list);
    registerJobRoutes(app, `${path}/:id`, site, list);
    registerValueRoutes(app, `${path}/:id`, site, list);
    registerParameterRoutes(app, `${path}/:id`, site, list);
    registerPutParameter(app, `${path}/:id`, site, list);
    registerResultRoutes(app, `${path}/:id`, site, list);
    registerErrorRoute(app, `${path}/:id`, site, list);
  }
  registerCreate(app, "/services/:type/async", site, typeList(site));
  registerSync(app, "/services/:type/sync", site);
  registerVosi(app, "/services/:type", site);
}
