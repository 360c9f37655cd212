import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { RunyardError } from "../core/mod.ts";
import type { Job, JobType, ScalarValue } from "../job/mod.ts";
import { applyControl } from "./apply-control.ts";
import { type JobList, type UwsContext, type UwsSite, findJob, findType, parameter } from "./context.ts";
import { takeControlParameters } from "./control-parameters.ts";
import { fetchUploads } from "./fetch-uploads.ts";
import { filesOf } from "./file-names.ts";
import { type Form, withForm } from "./form.ts";
import { readJobParameters } from "./job-parameters.ts";
import { valuesOf } from "./parameter-elements.ts";
import { parametersDocument } from "./parameters-document.ts";
import { seeOther, sendText, sendXml } from "./replies.ts";
import { sendFile } from "./send-file.ts";

/** `/{jobs}/{id}/parameters` and what is below it (UWS 1.1 §2.2.2.9, §2.2.3.4). */
export function registerParameterRoutes(
  app: FastifyInstance,
  path: string,
  site: UwsSite,
  list: JobList,
): void {
  app.get(`${path}/parameters`, async (request, reply) => {
    const job = await findJob(site.contextOf(request), list, request);
    return sendXml(reply, parametersDocument(job, `${list.url(request)}/${job.id}`));
  });
  app.get(`${path}/parameters/:name`, sendValue);
  app.get(`${path}/parameters/:name/:index`, sendValue);
  app.post(`${path}/parameters`, change);
  app.post(`${path}/parameters/:name`, change);

  async function sendValue(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const job = await findJob(site.contextOf(request), list, request);
    const value = findValue(job, parameter(request, "name"), parameter(request, "index") || "0");
    if (typeof value !== "object") return sendText(reply, String(value));
    if (value.kind === "file") return sendFile(reply, value.path, value);
    throw new RunyardError("not-allowed", "Cannot show this parameter: it is secret");
  }

  async function change(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const context = site.contextOf(request);
    const job = await findJob(context, list, request);
    const type = findType(context, job.type);
    await withForm(request, { ...context, ...filesOf(type), owner: job.owner }, (form) =>
      set(context, type, job, form, { only: parameter(request, "name"), client: context.signal(reply) }),
    );
    return seeOther(reply, `${list.url(request)}/${job.id}`);
  }

  async function set(
    context: UwsContext,
    type: JobType,
    job: Job,
    form: Form,
    { only, client }: { readonly only: string; readonly client: AbortSignal },
  ): Promise<void> {
    const { control, rest } = takeControlParameters(form.fields);
    const given = readJobParameters(rest, form.files);
    const names = [
      ...Object.keys(given.parameters),
      ...[...given.files, ...given.fetches].map((file) => file.parameter),
    ];
    checkNames(names, only);
    if (names.length > 0) {
      const { parameters, files } = await fetchUploads(context, type, given, { client, owner: job.owner });
      await context.service.setParameters(job.id, parameters, files);
    } else if (Object.keys(control).length === 0) {
      throw new RunyardError("bad-request", "Cannot change the parameters: none was sent");
    }
    await applyControl(context.service, job, control);
  }
}

function checkNames(names: readonly string[], only: string): void {
  const other = names.find((name) => only !== "" && name.toLowerCase() !== only.toLowerCase());
  if (other === undefined) return;
  throw new RunyardError("bad-parameter", `Cannot set "${other}" here: this is the address of "${only}"`);
}

function findValue(job: Job, name: string, index: string): ScalarValue {
  const known = Object.keys(job.parameters).find((given) => given.toUpperCase() === name.toUpperCase());
  const values = known === undefined ? [] : valuesOf(job.parameters[known] ?? []);
  const value = /^\d{1,9}$/.test(index) ? values[Number(index)] : undefined;
  if (value !== undefined) return value;
  throw new RunyardError("not-found", `Cannot find parameter "${name}": job "${job.id}" has no such value`);
}
