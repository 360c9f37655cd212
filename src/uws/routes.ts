import type { FastifyInstance, FastifyRequest } from "fastify";
import { RunyardError } from "../core/mod.ts";
import { type UwsContext, allJobsList, findType, parameter, typeList } from "./context.ts";
import { registerJobRoutes } from "./job-routes.ts";
import { registerCreate, registerList } from "./list-routes.ts";
import { registerParameterRoutes } from "./parameter-routes.ts";
import { registerResultRoutes } from "./result-routes.ts";
import { registerValueRoutes } from "./value-routes.ts";

/** Mounts UWS 1.1: a job list for each type under `/services/TYPE/async`, and one of all jobs under `/jobs`. */
export function registerUws(app: FastifyInstance, context: UwsContext): void {
  for (const [path, list] of [
    ["/services/:type/async", typeList(context)],
    ["/jobs", allJobsList(context)],
  ] as const) {
    registerList(app, path, context, list);
    registerJobRoutes(app, `${path}/:id`, context, list);
    registerValueRoutes(app, `${path}/:id`, context, list);
    registerParameterRoutes(app, `${path}/:id`, context, list);
    registerResultRoutes(app, `${path}/:id`, context, list);
  }
  registerCreate(app, "/services/:type/async", context, typeList(context));
  registerNotYet(app, context);
}

/** What the standards name beside the job list, and this version doesn't do yet. */
function registerNotYet(app: FastifyInstance, context: UwsContext): void {
  const answer = (request: FastifyRequest): never => {
    const type = findType(context, parameter(request, "type"));
    const what = request.routeOptions.url?.split("/").at(3);
    throw new RunyardError(
      "not-implemented",
      `Cannot answer /services/${type.name}/${what}: this version has no ${what} resource yet`,
    );
  };
  app.get("/services/:type/availability", answer);
  app.get("/services/:type/capabilities", answer);
  app.route({ method: ["GET", "POST"], url: "/services/:type/sync", handler: answer });
}
