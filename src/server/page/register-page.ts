import { join } from "node:path";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { RunyardError } from "../../core/mod.ts";
import { BuiltPage } from "./built-page.ts";
import { documentHeaders, fileHeaders } from "./page-headers.ts";
import { pageFilePath, pagePaths } from "./page-paths.ts";

/** The folder above `src`: of a checkout, where the page is built into `dist`, or of the published package. */
const root = join(import.meta.dirname, "..", "..", "..");
const usualFolders: readonly string[] = [join(root, "dist", "web"), join(root, "web")];

/** How soon a browser asks again for a page that is being built. */
const reloadSeconds = 2;

/** Serves the page's files: the document at each of the page's addresses, and what it loads. */
export function registerPage(app: FastifyInstance, folders: readonly string[] = usualFolders): void {
  const page = new BuiltPage(folders);
  for (const path of pagePaths) app.get(path, (request, reply) => sendDocument(page, request, reply));
  app.get(pageFilePath, async (request, reply) => {
    const name = `assets/${(request.params as { readonly "*": string })["*"]}`;
    const file = await page.file(name, request.headers["accept-encoding"] ?? "");
    if (file === undefined)
      throw new RunyardError("not-found", `Cannot find "/${name}": the page has no such file`);
    return send(reply.headers(fileHeaders), file);
  });
}

async function sendDocument(
  page: BuiltPage,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  // The router takes slashes at the end away, and `//` is no place.
  if (request.url.startsWith("//"))
    throw new RunyardError("not-found", `Cannot find "${request.url}": there is nothing at this address`);
  const file = await page.file("index.html", request.headers["accept-encoding"] ?? "");
  if (file !== undefined) return send(reply.headers(documentHeaders), file);
  if (await page.isBeingBuilt())
    return reply
      .code(503)
      .headers({ refresh: String(reloadSeconds), "retry-after": String(reloadSeconds) })
      .type("text/plain; charset=utf-8")
      .send("The page is being built for the first time: it will be here in a few seconds\n");
  throw new RunyardError(
    "not-found",
    'Cannot show the page: it is not built yet; "npm run build:page" builds it, and the API and UWS work without it',
  );
}

function send(reply: FastifyReply, file: NonNullable<Awaited<ReturnType<BuiltPage["file"]>>>): FastifyReply {
  if (file.encoding !== null) void reply.header("content-encoding", file.encoding);
  return reply.header("vary", "accept-encoding").type(file.mediaType).send(file.bytes);
}
