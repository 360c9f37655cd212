import type { FastifyRequest } from "fastify";
import type { FrontDoor } from "./auth/front-door.ts";
import type { ApiContext, ApiSite } from "./route.ts";

/** What every request of a server may use alike. */
export type SharedContext = Omit<ApiContext, "service" | "wantsLogin" | "audit">;

/** Gives each request what it may use: the service as far as who asks may see it. */
export function requestSite(door: FrontDoor, shared: SharedContext): ApiSite {
  const contexts = new WeakMap<FastifyRequest, ApiContext>();
  return {
    contextOf(request) {
      const known = contexts.get(request);
      if (known !== undefined) return known;
      const context = makeContext(request);
      contexts.set(request, context);
      return context;
    },
  };

  function makeContext(request: FastifyRequest): ApiContext {
    const isApi = request.routeOptions.url?.startsWith("/api/") === true;
    return {
      ...shared,
      service: door.serviceFor(request, isApi ? "hidden" : "forbidden"),
      wantsLogin: door.wantsLogin,
      audit: (limit) => door.readAudit(request, limit),
    };
  }
}
