import type { AddressInfo } from "node:net";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Log, RunyardError, systemCode } from "../core/mod.ts";
import type { JobService } from "../run/mod.ts";
import { UploadHosts, registerUws } from "../uws/mod.ts";
import { AllowedMethods } from "./allowed-methods.ts";
import { answerError, pathOf, refuseUnknown } from "./answer-error.ts";
import { bodyLimitBytes, registerBodies } from "./bodies.ts";
import { mountRoute } from "./mount-route.ts";
import { OpenReplies } from "./open-replies.ts";
import { checkOrigin } from "./origin.ts";
import { checkHost } from "./reachable.ts";
import type { ApiContext } from "./route.ts";
import { routes } from "./routes.ts";

/** What a server serves, and where. */
export interface ServerOptions {
  readonly service: JobService;
  /** A loopback address or name. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Of all files of one request together; 5 GB unless told. */
  readonly uploadLimitBytes?: number;
  /** Where uploads may be fetched from, and how long that may take (ms, a minute unless told); nowhere unless told. */
  readonly uploads?: { readonly hosts: readonly string[]; readonly timeoutMs?: number };
  /** Where people outside reach the server, through a proxy; it is what answers refer to. */
  readonly publicUrl?: string;
  readonly log: Log;
}

/** A server that listens. */
export interface RunningServer {
  readonly url: string;
  /** Ends what waits and streams, lets other answers finish for a second, and closes every connection. */
  close(): Promise<void>;
}

const defaultUploadLimitBytes = 5_000_000_000;
const defaultUploadTimeoutMs = 60_000;
const closeGraceMs = 1000;
/** After an answer that came before the request's end, the client has so long to notice it. */
const lingerMs = 2000;

/**
 * Serves UWS and the JSON API.
 *
 * @throws {RunyardError} `address-taken` where the port can't be listened on, `bad-configuration` for an address that
 *   other machines could reach
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  checkHost(options.host);
  const replies = new OpenReplies();
  const app = await makeApp(options, replies);
  await listen(app, options);
  const url = listenUrl(app, options.host);
  return { url, close: () => app.close() };
}

async function makeApp(options: ServerOptions, replies: OpenReplies): Promise<FastifyInstance> {
  // Loaded here, because they take longer to load than other commands take to run.
  const [{ fastify }, { default: multipart }] = await Promise.all([
    import("fastify"),
    import("@fastify/multipart"),
  ]);
  const app: FastifyInstance = fastify({
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: true,
    frameworkErrors: (error, request, reply) => {
      answerError(error, request, reply, options.log);
    },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1000 },
  });
  registerBodies(app);
  await app.register(multipart);
  registerHooks(app, options, replies);
  const context = makeContext(app, options, replies);
  registerUws(app, context);
  for (const route of routes) mountRoute(app, route, context);
  return app;
}

function registerHooks(
  app: FastifyInstance,
  { host, publicUrl, log }: ServerOptions,
  replies: OpenReplies,
): void {
  const allowed = new AllowedMethods();
  const own = { host, ...(publicUrl !== undefined && { publicUrl: new URL(publicUrl) }) };
  app.addHook("onRoute", ({ method, url }) => allowed.add(method, url));
  app.addHook("onRequest", async (request, reply) => {
    replies.add(reply.raw);
    setSafeHeaders(reply);
    const { host: to, origin, "sec-fetch-site": secFetchSite } = request.headers;
    const site = typeof secFetchSite === "string" ? secFetchSite : undefined;
    checkOrigin({ host: to, origin, secFetchSite: site }, { ...own, port: request.socket.localPort ?? 0 });
  });
  app.addHook("onResponse", async ({ raw }) => {
    if (!raw.complete) setTimeout(() => raw.complete || raw.socket.destroy(), lingerMs).unref();
  });
  app.addHook("preClose", () => replies.end(closeGraceMs));
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply, log));
  app.setNotFoundHandler((request, reply) => refuseUnknown(request, reply, allowed.of(pathOf(request))));
}

/** What every answer has; one that is a download has stricter ones. */
function setSafeHeaders(reply: FastifyReply): void {
  void reply.headers({
    server: "runyard",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
  });
}

function makeContext(app: FastifyInstance, options: ServerOptions, replies: OpenReplies): ApiContext {
  const publicUrl = options.publicUrl?.replace(/\/+$/, "");
  return {
    service: options.service,
    uploadLimitBytes: options.uploadLimitBytes ?? defaultUploadLimitBytes,
    uploads: {
      hosts: new UploadHosts(options.uploads?.hosts ?? []),
      timeoutMs: options.uploads?.timeoutMs ?? defaultUploadTimeoutMs,
    },
    baseUrl: (request: FastifyRequest) =>
      publicUrl ?? `http://${request.headers.host ?? listenUrl(app, options.host)}`,
    signal: (reply) => replies.signal(reply.raw),
  };
}

async function listen(app: FastifyInstance, { host, port }: ServerOptions): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    const reason = listenReasons[systemCode(error) ?? ""];
    if (reason === undefined) throw error;
    throw new RunyardError("address-taken", `Cannot listen on "${host}:${port}": ${reason}`, {
      cause: error,
    });
  }
}

const listenReasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "another program listens there already",
  EACCES: "only root may listen on this port",
  EADDRNOTAVAIL: "this machine has no such address",
  ENOTFOUND: "this machine has no such address",
};

function listenUrl(app: FastifyInstance, host: string): string {
  const { port } = app.server.address() as AddressInfo;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
