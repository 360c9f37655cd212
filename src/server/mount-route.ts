import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Form, withForm } from "../uws/mod.ts";
import { checkedInput } from "./checked-input.ts";
import type { ApiSite, Route } from "./route.ts";

/** Mounts a route: its input is read and checked, its answer sent as JSON. */
export function mountRoute(app: FastifyInstance, route: Route, site: ApiSite): void {
  app.route({
    method: route.method,
    url: route.path,
    // A HEAD of what streams would have its end to wait for.
    exposeHeadRoute: route.method === "GET" && !isRaw(route, "text/event-stream", "application/zip"),
    handler: async (request, reply) => {
      const { fromForm } = route;
      const context = site.contextOf(request);
      const isForm = request.isMultipart() || request.body instanceof URLSearchParams;
      if (fromForm === undefined || !isForm) return answer(request, reply, request.body);
      const checkFile = (name: string, before: Form): void => route.checkFile?.(context, name, before);
      return withForm(request, { ...context, checkFile }, async (form) =>
        answer(request, reply, fromForm(form), form.files),
      );
    },
  });

  async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    body: unknown,
    files: RouteFiles = [],
  ): Promise<FastifyReply> {
    const input = { ...checkedInput(route, request, body), files, request, reply };
    const value = await route.handle(input, site.contextOf(request));
    // Awaiting a reply waits until it is sent, or its reader has gone: nothing is left to say then.
    if (value === reply || reply.sent || reply.raw.headersSent || reply.raw.destroyed) return reply;
    void reply.code(route.status ?? 200);
    if (value === undefined) return reply.send();
    return reply.type("application/json; charset=utf-8").send(JSON.stringify(value));
  }
}

type RouteFiles = Parameters<Route["handle"]>[0]["files"];

function isRaw(route: Route, ...mediaTypes: readonly string[]): boolean {
  return (
    route.answer !== undefined && "mediaType" in route.answer && mediaTypes.includes(route.answer.mediaType)
  );
}
