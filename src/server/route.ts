import type { FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import type { JobService, ReceivedFile } from "../run/mod.ts";
import type { AuditEntryView } from "./api.ts";
import type { NodeGroups } from "./node-groups.ts";
import type { Form, UwsContext } from "../uws/mod.ts";

/** What one request of the JSON API may do and use. */
export interface ApiContext extends UwsContext {
  readonly service: JobService;
  readonly groups: NodeGroups;
  /** The newest entries of the audit log, newest first. @throws {RunyardError} `forbidden` for all but admins */
  audit(limit: number): Promise<readonly AuditEntryView[]>;
}

/** What the JSON API's routes are mounted on. */
export interface ApiSite {
  contextOf(request: FastifyRequest): ApiContext;
}

/** A route's input, checked. */
export interface RouteInput<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Files that came in a form. */
  readonly files: readonly ReceivedFile[];
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** An answer that is no JSON: the handler sends it itself. */
export interface RawAnswer {
  readonly mediaType: string;
  readonly description: string;
}

interface RouteShape<Params, Query, Body, Answer> {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** `:name` is one part of the address, `*` the rest. */
  readonly path: string;
  readonly group: string;
  readonly summary: string;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** Headers that it reads beside those of HTTP, with what they are for. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes a body from a form, where forms are taken beside JSON. */
  readonly fromForm?: (form: Form) => unknown;
  /** Throws where a file part of a form is refused already by its name and what came before it. */
  readonly checkFile?: (context: ApiContext, name: string, before: Form) => void;
  /** 200 unless told. */
  readonly status?: 200 | 201 | 202 | 204;
  /** Left out where nothing is answered. */
  readonly answer?: Answer | RawAnswer;
}

/** A route as it is declared: the handler's input and the OpenAPI document both come from its schemas. */
export interface RouteSpec<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>
  extends RouteShape<P, Q, B, A> {
  handle(
    input: RouteInput<z.output<P>, z.output<Q>, z.output<B>>,
    context: ApiContext,
  ): Promise<z.input<A> | FastifyReply>;
}

/** A route of any shape. */
export interface Route extends RouteShape<z.ZodType, z.ZodType, z.ZodType, z.ZodType> {
  handle(input: RouteInput<unknown, unknown, unknown>, context: ApiContext): Promise<unknown>;
}

/** Declares a route. */
export function defineRoute<
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
  A extends z.ZodType = z.ZodUndefined,
>(spec: RouteSpec<P, Q, B, A>): Route {
  return spec;
}
