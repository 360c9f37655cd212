import type { Server as HttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { AuthSettings } from "../config/mod.ts";
import { type Log, RunyardError, systemClock } from "../core/mod.ts";
import type { JobService } from "../run/mod.ts";
import { UploadHosts, registerUws } from "../uws/mod.ts";
import { AllowedMethods } from "./allowed-methods.ts";
import { answerError, pathOf, refuseUnknown } from "./answer-error.ts";
import { AuditLog } from "./auth/audit-log.ts";
import { plainAddress } from "./auth/authenticator.ts";
import { FrontDoor } from "./auth/front-door.ts";
import { bodyLimitBytes, registerBodies } from "./bodies.ts";
import { answerClientError } from "./client-error.ts";
import { foreignHostLog } from "./foreign-host-log.ts";
import { mountRoute } from "./mount-route.ts";
import { NodeGroups } from "./node-groups.ts";
import { OpenReplies } from "./open-replies.ts";
import { type OwnNames, type RequestSource, checkOrigin } from "./origin.ts";
import { isPageRoute } from "./page/page-paths.ts";
import { registerPage } from "./page/register-page.ts";
import { linger } from "./linger.ts";
import { listenFailure } from "./listen-failure.ts";
import { checkHost } from "./reachable.ts";
import { requestSite } from "./request-site.ts";
import type { ApiSite } from "./route.ts";
import { routes } from "./routes.ts";
import { type TlsFiles, type TlsOptions, readTls } from "./tls-files.ts";

/** What a server serves, and where. */
export interface ServerOptions {
  readonly service: JobService;
  /** A loopback address or name, where there is no `auth`. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Of all files of one request together; 5 GB unless told. */
  readonly uploadLimitBytes?: number;
  /** Where uploads may be fetched from, and how long that may take (ms, a minute unless told); nowhere unless told. */
  readonly uploads?: { readonly hosts: readonly string[]; readonly timeoutMs?: number };
  /** Where people outside reach the server, through a proxy; it is what answers refer to. */
  readonly publicUrl?: string;
  /** Who may use it; whoever reaches it unless told. */
  readonly auth?: AuthSettings | null;
  /** The files for TLS; plain HTTP unless told. */
  readonly tls?: TlsFiles | null;
  /** Where it is written down who did what; nowhere unless told. */
  readonly auditFile?: string;
  readonly log: Log;
}

/** A server that listens. */
export interface RunningServer {
  readonly url: string;
  /** Takes other logins, ends what waits and streams for those that have changed, and reads the files for TLS again. @throws {RunyardError} `bad-configuration` */
  reload(settings: Pick<ServerOptions, "auth" | "tls">): Promise<void>;
  /** Ends what waits and streams, lets other answers finish for a second, and closes every connection. */
  close(): Promise<void>;
}

const defaultUploadLimitBytes = 5_000_000_000;
const defaultUploadTimeoutMs = 60_000;
const closeGraceMs = 1000;

/**
 * Serves UWS and the JSON API.
 *
 * @throws {RunyardError} `address-taken` where the port can't be listened on, `bad-configuration` for an address that
 *   other machines could reach
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host, service, log, auth = null, tls = null, auditFile } = options;
  checkHost(host, auth);
  const secure = tls === null ? null : await readTls(tls);
  const audit = auditFile === undefined ? null : new AuditLog(auditFile, log);
  const door = new FrontDoor({ service, auth, audit, clock: systemClock });
  const replies = new OpenReplies();
  const app = await makeApp(options, { door, replies, secure });
  await listen(app, options);
  return {
    url: listenUrl(app, options),
    reload: async (settings) => {
      checkHost(host, settings.auth ?? null);
      const next = settings.tls == null || secure === null ? null : await readTls(settings.tls);
      if (next !== null) (app.server as unknown as HttpsServer).setSecureContext(next);
      replies.interrupt(door.reload(settings.auth ?? null));
    },
    close: async () => {
      await app.close();
      await audit?.close();
    },
  };
}

async function makeApp(
  options: ServerOptions,
  {
    door,
    replies,
    secure,
  }: { readonly door: FrontDoor; readonly replies: OpenReplies; readonly secure: TlsOptions | null },
): Promise<FastifyInstance> {
  // Loaded here, because they take longer to load than other commands take to run.
  const [{ fastify }, { default: multipart }] = await Promise.all([
    import("fastify"),
    import("@fastify/multipart"),
  ]);
  const app: FastifyInstance = fastify({
    bodyLimit: bodyLimitBytes,
    clientErrorHandler: answerClientError,
    forceCloseConnections: true,
    // Ours is a sentence, with the time after which another server may be there.
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => {
      answerError(error, request, reply, options.log);
    },
    https: secure,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1000 },
  });
  registerBodies(app);
  await app.register(multipart);
  registerHooks(app, options, replies, door);
  const site = makeSite(app, options, replies, door);
  registerUws(app, site);
  for (const route of routes) mountRoute(app, route, site);
  registerPage(app);
  return app;
}

function registerHooks(
  app: FastifyInstance,
  options: ServerOptions,
  replies: OpenReplies,
  door: FrontDoor,
): void {
  const { host, publicUrl, auth, log } = options;
  const allowed = new AllowedMethods();
  const scheme = schemeOf(options);
  const onForeignHost = foreignHostLog(log);
  const own = {
    host,
    scheme,
    onForeignHost,
    ...(publicUrl !== undefined && { publicUrl: new URL(publicUrl) }),
  };
  app.addHook("onRoute", ({ method, url }) => allowed.add(method, url));
  app.addHook("onRequest", async (request, reply) => {
    replies.add(reply.raw);
    setSafeHeaders(reply);
    if (scheme === "https") void reply.header("strict-transport-security", "max-age=31536000");
    if (replies.isEnding)
      throw new RunyardError("stopping", `Cannot answer "${pathOf(request)}": the server is stopping`);
    checkOrigin(sourceOf(request), { ...own, ...placeOf(request, auth ?? null) });
    await door.admit(request, reply);
  });
  app.addHook("onSend", async ({ headers, raw }, reply) => {
    if (reply.statusCode === 401) void reply.header("www-authenticate", challengesFor(headers));
    linger(raw, reply.raw);
  });
  app.addHook("preClose", () => replies.end(closeGraceMs));
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply, log));
  app.setNotFoundHandler((request, reply) => refuseUnknown(request, reply, allowed.of(pathOf(request))));
}

/** Both are taken everywhere (RFC 9110 §11.6.1); UWS clients know Basic. */
const challenges: string[] = ['Basic realm="runyard", charset="UTF-8"', 'Bearer realm="runyard"'];

/** Where a script of a page asks, Basic would have the browser ask for a password beside the page that does. */
function challengesFor(headers: FastifyRequest["headers"]): string[] {
  return headers["sec-fetch-dest"] === "empty" ? challenges.slice(1) : challenges;
}

function sourceOf({ method, headers, routeOptions }: FastifyRequest): RequestSource {
  const { host, origin, referer, "sec-fetch-site": site } = headers;
  // `/sync` runs a job, whatever it is asked by.
  const isRead = ["GET", "HEAD", "OPTIONS"].includes(method) && routeOptions.url?.endsWith("/sync") !== true;
  // Links to the page may stand anywhere: its files are the same for everybody, and do nothing.
  const isOpen = isPageRoute(routeOptions.url);
  const secFetchSite = typeof site === "string" && !isOpen ? site : undefined;
  return { host, origin, secFetchSite, ...(isRead ? {} : { referer }) };
}

/** Where a request came in. Without logins only names of this machine itself are ours. */
function placeOf(
  { socket: { localPort = 0, localAddress } }: FastifyRequest,
  auth: AuthSettings | null,
): Pick<OwnNames, "port" | "localAddress"> {
  if (auth === null || localAddress === undefined) return { port: localPort };
  return { port: localPort, localAddress: plainAddress(localAddress) };
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

function makeSite(
  app: FastifyInstance,
  options: ServerOptions,
  replies: OpenReplies,
  door: FrontDoor,
): ApiSite {
  const publicUrl = options.publicUrl?.replace(/\/+$/, "");
  return requestSite(door, {
    groups: new NodeGroups(options.log),
    uploadLimitBytes: options.uploadLimitBytes ?? defaultUploadLimitBytes,
    uploads: {
      hosts: new UploadHosts(options.uploads?.hosts ?? []),
      timeoutMs: options.uploads?.timeoutMs ?? defaultUploadTimeoutMs,
    },
    baseUrl: (request: FastifyRequest) =>
      publicUrl ??
      (request.headers.host === undefined
        ? listenUrl(app, options)
        : `${schemeOf(options)}://${request.headers.host}`),
    signal: (reply) => replies.signal(reply.raw),
  });
}

async function listen(app: FastifyInstance, { host, port }: ServerOptions): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    throw listenFailure(host, port, error);
  }
}

function listenUrl(app: FastifyInstance, options: ServerOptions): string {
  const { port } = app.server.address() as AddressInfo;
  const { host } = options;
  return `${schemeOf(options)}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function schemeOf({ tls }: ServerOptions): "http" | "https" {
  return tls == null ? "http" : "https";
}
