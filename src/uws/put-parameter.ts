import { Readable } from "node:stream";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { RunyardError, formatSize } from "../core/mod.ts";
import type { Job, ParameterSpec } from "../job/mod.ts";
import { type JobList, type UwsContext, type UwsSite, findJob, findType, parameter } from "./context.ts";
import { readFormFields } from "./form-fields.ts";
import { IncomingFiles } from "./incoming-files.ts";
import { knownMediaType } from "./media-type.ts";
import { seeOther } from "./replies.ts";

/** The longest text of a parameter that is no file. */
const MOST_TEXT_BYTES = 1_000_000;

/** `PUT /{jobs}/{id}/parameters/{name}`: the body is the value (UWS 1.1 §2.2.3.4), or a form with it. */
export function registerPutParameter(app: FastifyInstance, path: string, site: UwsSite, list: JobList): void {
  void app.register(async (scope) => {
    // Whatever it is called, the body is taken as it comes.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
    scope.put(`${path}/parameters/:name`, async (request, reply) => {
      const context = site.contextOf(request);
      const job = await findJob(context, list, request);
      const spec = findSpec(findType(context, job.type).parameters, parameter(request, "name"));
      if (spec.kind === "file") await putFile(context, job, spec, request);
      else {
        const text = textIn(request, spec.name, await readText(request));
        await context.service.setParameters(job.id, { [spec.name]: [text] }, []);
      }
      return seeOther(reply, `${list.url(request)}/${job.id}`);
    });
  });
}

function findSpec(specs: Readonly<Record<string, ParameterSpec>>, name: string): ParameterSpec {
  const spec = Object.values(specs).find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (spec !== undefined) return spec;
  throw new RunyardError("not-found", `Cannot set parameter "${name}": the job's type has no such parameter`);
}

async function putFile(
  { service }: UwsContext,
  { id, owner }: Job,
  { name }: ParameterSpec,
  request: FastifyRequest,
): Promise<void> {
  const mediaType = knownMediaType(request.headers["content-type"] ?? "");
  // curl calls what it knows nothing of a form.
  const known = mediaType === "application/x-www-form-urlencoded" ? "" : mediaType;
  const file = await new IncomingFiles(service, { owner }).receive(name, name, known, bodyOf(request));
  await service.setParameters(id, {}, [file]);
}

async function readText(request: FastifyRequest): Promise<string> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of bodyOf(request)) {
    sizeBytes += chunk.length;
    if (sizeBytes > MOST_TEXT_BYTES)
      throw new RunyardError(
        "too-large",
        `Cannot take the value: more than ${formatSize(MOST_TEXT_BYTES)} was sent`,
      );
    chunks.push(chunk);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    throw new RunyardError("bad-request", "Cannot take the value: it is no text in UTF-8", { cause });
  }
}

/** `name=value` of a form, else the text as it stands: `curl -X PUT -d 5` says that it is a form, too. */
function textIn(request: FastifyRequest, name: string, text: string): string {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers["content-type"] ?? "")) return text;
  const isFound = ([given]: readonly [string, string]): boolean => given.toLowerCase() === name.toLowerCase();
  // What has no such field is the bare value, and may hold anything.
  if (![...new URLSearchParams(text)].some(isFound)) return text;
  return [...readFormFields(text)].find(isFound)?.[1] ?? text;
}

function bodyOf({ body }: FastifyRequest): AsyncIterable<Uint8Array> {
  return body instanceof Readable ? body : Readable.from([]);
}
