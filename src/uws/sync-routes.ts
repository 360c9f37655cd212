import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { RunyardError, systemClock } from "../core/mod.ts";
import { type Job, type JobType, isEnd } from "../job/mod.ts";
import type { JobService } from "../run/mod.ts";
import { type UwsContext, type UwsSite, findType, parameter } from "./context.ts";
import { type WantedJob, readWantedJob } from "./create-request.ts";
import { sendErrorDocument } from "./error-document.ts";
import { fetchUploads } from "./fetch-uploads.ts";
import { filesOf } from "./file-names.ts";
import { type Form, queryFields, withForm } from "./form.ts";
import { listedResults } from "./listed-results.ts";
import { mainResult } from "./main-result.ts";
import { formatMediaType, responseFormatOf, wantsVoTable } from "./response-format.ts";
import { sendResult } from "./send-result.ts";

/** A job whose client nobody could tell of goes after a day: its server died in between. */
const KEPT_MS = 86_400_000;
/** One wait for a change; what goes on longer is asked for again. */
const WAIT_MS = 60_000;
/** Between two looks at a job in a phase that is not waited in. */
const PAUSE_MS = 200;

/** `/sync` (DALI 1.1 §2.2): runs a job, and answers with its one result or with an error document. The job is gone after it. */
export function registerSync(app: FastifyInstance, path: string, site: UwsSite): void {
  app.route({
    method: ["GET", "POST"],
    url: path,
    // Asking for the headers alone would run a job.
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const context = site.contextOf(request);
      const type = findType(context, parameter(request, "type"));
      let format = lastFormat(queryFields(request));
      try {
        return await withForm(request, { ...context, ...filesOf(type) }, (form) => {
          format = lastFormat(form.fields);
          return answerSync(context, type, form, request, reply);
        });
      } catch (error) {
        if (!(error instanceof RunyardError) || reply.sent) throw error;
        if (!wantsVoTable(type, format, request.headers.accept)) throw error;
        return sendErrorDocument(reply.code(error.status), error.message, true);
      }
    },
  });
}

async function answerSync(
  context: UwsContext,
  type: JobType,
  form: Form,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { service } = context;
  const { wanted, format } = readSync(type, form);
  if ((await service.holds.names()).includes(type.name))
    throw new RunyardError("held", `Cannot run a job of type "${type.name}": the type is held`);
  const signal = context.signal(reply);
  const values = await fetchUploads(context, type, wanted.given, { client: signal });
  const destructionAt = systemClock.now() + KEPT_MS;
  const created = await service.create({ ...wanted.settings, ...values, destructionAt, run: true });
  reply.raw.once("close", () => void service.remove(created.id).catch(() => {}));
  const job = await waitForEnd(service, created.id, signal);
  if (signal.aborted) {
    await service.remove(created.id);
    return reply.hijack();
  }
  if (job.phase !== "COMPLETED") return refuse(job, type, format, request, reply);
  const mediaType = format === undefined ? undefined : formatMediaType(format);
  const isDeclared = responseFormatOf(type) !== undefined;
  const result = await mainResult(listedResults(service, job), isDeclared ? undefined : mediaType);
  if (result === undefined) return reply.type(mediaType ?? "text/plain; charset=utf-8").send("");
  return sendResult(context, reply, job, result.id, isDeclared ? mediaType : undefined);
}

/** What is asked for, and the RESPONSEFORMAT; a type that has no such parameter has its results chosen by it. */
function readSync(
  type: JobType,
  form: Form,
): { readonly wanted: WantedJob; readonly format: string | undefined } {
  const isFormat = ([name]: Form["fields"][number]): boolean => name.toUpperCase() === "RESPONSEFORMAT";
  const formats = form.fields.filter(isFormat);
  if (formats.length > 1)
    throw new RunyardError("bad-parameter", "Cannot take RESPONSEFORMAT: it is given twice");
  const control = form.fields.find(([name]) =>
    ["PHASE", "ACTION", "DESTRUCTION"].includes(name.toUpperCase()),
  );
  if (control !== undefined)
    throw new RunyardError(
      "bad-parameter",
      `Cannot take ${control[0].toUpperCase()} here: there is no job to keep`,
    );
  const declared = responseFormatOf(type);
  const fields = declared === undefined ? form.fields.filter((field) => !isFormat(field)) : form.fields;
  const format = formats[0]?.[1] ?? (declared?.default == null ? undefined : String(declared.default));
  if (declared === undefined && format !== undefined && formatMediaType(format) === undefined)
    throw new RunyardError(
      "bad-parameter",
      `Cannot answer in RESPONSEFORMAT "${format}": it is no media type`,
    );
  return { wanted: readWantedJob(type, { ...form, fields }), format };
}

async function waitForEnd(service: JobService, id: string, signal: AbortSignal): Promise<Job> {
  for (;;) {
    const job = await service.wait(id, { timeoutMs: WAIT_MS, signal });
    if (isEnd(job.phase) || signal.aborted) return job;
    if (job.phase !== "QUEUED" && job.phase !== "EXECUTING")
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => {});
  }
}

function refuse(
  job: Job,
  type: JobType,
  format: string | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { error } = job;
  const message = error === null ? `The job was aborted: it is ${job.phase}` : error.detail || error.message;
  void reply.code(error?.type === "fatal" ? 500 : 503);
  return sendErrorDocument(reply, message, wantsVoTable(type, format, request.headers.accept));
}

function lastFormat(fields: Form["fields"]): string | undefined {
  return fields.findLast(([name]) => name.toUpperCase() === "RESPONSEFORMAT")?.[1];
}
