import type { FastifyReply, FastifyRequest } from "fastify";
import { RunyardError, isToken } from "../core/mod.ts";
import type { Job, JobType } from "../job/mod.ts";
import type { JobService } from "../run/mod.ts";
import type { UploadHosts } from "./upload-hosts.ts";

/** What one request may do and use. */
export interface UwsContext {
  /** As far as who asks may see it. */
  readonly service: JobService;
  /** Whether the server answers those alone who log in. */
  readonly wantsLogin: boolean;
  /** Of all files of one request together. */
  readonly uploadLimitBytes: number;
  /** Where uploads are fetched from, and how long that may take. */
  readonly uploads: { readonly hosts: UploadHosts; readonly timeoutMs: number };
  /** Where a client reaches this server: scheme and authority, and a path where there is one, with no `/` at its end. */
  baseUrl(request: FastifyRequest): string;
  /** Aborted when the client is gone or the server stops. */
  signal(reply: FastifyReply): AbortSignal;
}

/** What the UWS routes are mounted on: it knows who asks, and gives them what they may do. */
export interface UwsSite {
  contextOf(request: FastifyRequest): UwsContext;
}

/** One mount of a job list: the list of a type, or of all types. */
export interface JobList {
  /** The list's absolute address. */
  url(request: FastifyRequest): string;
  /** The type of its jobs; undefined where it has jobs of all types. @throws {RunyardError} `not-found` */
  type(request: FastifyRequest): JobType | undefined;
}

/** The list at `/services/TYPE/async`. */
export function typeList(site: UwsSite): JobList {
  return {
    url: (request) =>
      `${site.contextOf(request).baseUrl(request)}/services/${encodeURIComponent(parameter(request, "type"))}/async`,
    type: (request) => findType(site.contextOf(request), parameter(request, "type")),
  };
}

/** The list at `/jobs`. */
export function allJobsList(site: UwsSite): JobList {
  return { url: (request) => `${site.contextOf(request).baseUrl(request)}/jobs`, type: () => undefined };
}

/** @throws {RunyardError} `not-found` */
export function findType(context: UwsContext, name: string): JobType {
  const type = context.service.types.get(name);
  if (type === undefined)
    throw new RunyardError("not-found", `Cannot find job type "${name}": there is none of this name`);
  return type;
}

/** The job that an address names. @throws {RunyardError} `not-found`, also for a job of another type than the list's */
export async function findJob(context: UwsContext, list: JobList, request: FastifyRequest): Promise<Job> {
  const type = list.type(request);
  const id = parameter(request, "id");
  const job = isToken(id) ? await context.service.job(id) : undefined;
  if (job !== undefined && (type === undefined || job.type === type.name)) return job;
  throw new RunyardError("not-found", `Cannot find job "${id}": there is none of this id here`);
}

/** A part of the address that the route's pattern names. */
export function parameter(request: FastifyRequest, name: string): string {
  return (request.params as Readonly<Record<string, string | undefined>>)[name] ?? "";
}
