import { z } from "zod";
import type { Job } from "../job/mod.ts";
import { parseWait } from "../uws/mod.ts";
import type { GivenParameters } from "./api.ts";
import { changeJobSchema, createJobSchema, jobSchema, phaseSchema } from "./api-schemas.ts";
import { cursorText, linkNext, makeCursor, readCursor } from "./cursor.ts";
import { idempotencyKeyHeader, readIdempotencyKey } from "./idempotency-key.ts";
import { checkJobFile, jobFromForm, parameterOfPart } from "./job-form.ts";
import { jobId, jobParams, several, wholeNumber } from "./query-values.ts";
import { type ApiContext, type Route, defineRoute } from "./route.ts";
import { viewOfJob } from "./view-of-job.ts";
import { jobUrl } from "./views.ts";

const group = "jobs";

const create = defineRoute({
  method: "POST",
  path: "/api/v1/jobs",
  group,
  summary: "Create a job, and run it unless told otherwise",
  body: createJobSchema,
  fromForm: jobFromForm,
  checkFile: ({ service }, name, before) => checkJobFile(service.types, name, before),
  headers: idempotencyKeyHeader,
  status: 201,
  answer: jobSchema,
  async handle({ body, files, request, reply }, context) {
    const { parameters = {}, destructionAt, run = true, ...rest } = body;
    const idempotencyKey = readIdempotencyKey(request);
    const job = await context.service.create({
      ...withoutUndefined(rest),
      parameters: textsOf(parameters),
      files: files.map((file) => ({ ...file, parameter: parameterOfPart(file.parameter) })),
      owner: null,
      run,
      ...(destructionAt !== undefined && { destructionAt: Date.parse(destructionAt) }),
      ...(idempotencyKey !== undefined && { idempotencyKey }),
    });
    void reply.header("location", jobUrl(context.baseUrl(request), job.id));
    return viewOfJob(job, request, context);
  },
});

const list = defineRoute({
  method: "GET",
  path: "/api/v1/jobs",
  group,
  summary: "List jobs, newest first",
  query: z.strictObject({
    type: several(z.string()).optional(),
    phase: several(phaseSchema).optional(),
    owner: z.string().optional(),
    limit: wholeNumber(1, 1000).optional(),
    cursor: cursorText,
  }),
  answer: z.object({
    jobs: z.array(jobSchema),
    next: z.string().nullable().describe("The `cursor` of the next page, which the Link header names too"),
  }),
  async handle({ query, request, reply }, context) {
    const { type, phase, owner, cursor, limit = 100 } = query;
    const before = readCursor("jobs", cursor);
    // One more than is shown tells whether there is a next page.
    const found = await context.service.jobs({
      limit: limit + 1,
      ...(type !== undefined && { types: type }),
      ...(phase !== undefined && { phases: phase }),
      ...(owner !== undefined && { owner }),
      ...(before !== undefined && { before }),
    });
    const jobs = found.slice(0, limit);
    const next = found.length > limit ? makeCursor("jobs", jobs.at(-1)?.sequence ?? 0) : null;
    linkNext(request, reply, { base: context.baseUrl(request), next });
    return { jobs: await Promise.all(jobs.map((job) => viewOfJob(job, request, context))), next };
  },
});

const show = defineRoute({
  method: "GET",
  path: "/api/v1/jobs/:id",
  group,
  summary: "Show a job, at once or when its phase changes",
  params: jobParams,
  query: z.strictObject({
    wait: z
      .string()
      .optional()
      .describe("Seconds to wait for a change of phase; -1: as long as the server likes"),
    phase: z.string().optional().describe("Answer at once where the phase is another"),
  }),
  answer: jobSchema,
  async handle({ params, query, request, reply }, context) {
    const wait = parseWait(query.wait, query.phase);
    const job = await context.service.job(params.id);
    if (wait === undefined) return viewOfJob(job, request, context);
    const options = { phase: job.phase, ...wait, signal: context.signal(reply) };
    return viewOfJob(await context.service.wait(job.id, options), request, context);
  },
});

const change = defineRoute({
  method: "PATCH",
  path: "/api/v1/jobs/:id",
  group,
  summary: "Change a job's limits and priority, or its parameters while it is PENDING",
  params: jobParams,
  body: changeJobSchema,
  answer: jobSchema,
  async handle({ params: { id }, body, request }, { service, ...context }) {
    if (body.parameters !== undefined) await service.setParameters(id, textsOf(body.parameters), []);
    if (body.instances !== undefined) await service.setInstances(id, body.instances);
    if (body.priority !== undefined) await service.setPriority(id, body.priority);
    if (body.executionDurationSeconds !== undefined) {
      await service.setExecutionDuration(id, body.executionDurationSeconds);
    }
    if (body.destructionAt !== undefined) await service.setDestruction(id, Date.parse(body.destructionAt));
    return viewOfJob(await service.job(id), request, { service, ...context });
  },
});

const remove = defineRoute({
  method: "DELETE",
  path: "/api/v1/jobs/:id",
  group,
  summary: "Abort a job if need be, and forget it",
  params: jobParams,
  status: 204,
  async handle({ params }, { service }) {
    await service.remove(params.id);
    return undefined;
  },
});

const run = phaseRoute("run", "Run a job that is PENDING", ({ service }, id) => service.run(id));
const abort = phaseRoute("abort", "Abort a job", ({ service }, id) => service.abort(id));
const suspend = phaseRoute("suspend", "Suspend a job that is EXECUTING", ({ service }, id) =>
  service.suspend(id),
);
const resume = phaseRoute("resume", "Have a SUSPENDED job go on", ({ service }, id) => service.resume(id));

const retry = defineRoute({
  method: "POST",
  path: "/api/v1/jobs/:id/retry",
  group,
  summary: "Make a new job of what one that has ended has not done; of all where it has done all",
  params: jobParams,
  status: 201,
  answer: jobSchema,
  async handle({ params, request, reply }, context) {
    const job = await context.service.retry(params.id, null);
    void reply.header("location", jobUrl(context.baseUrl(request), job.id));
    return viewOfJob(job, request, context);
  },
});

/** The routes of jobs themselves. */
export const jobRoutes: readonly Route[] = [
  create,
  list,
  show,
  change,
  remove,
  run,
  abort,
  suspend,
  resume,
  retry,
];

function phaseRoute(
  verb: string,
  summary: string,
  act: (context: ApiContext, id: string) => Promise<Job>,
): Route {
  return defineRoute({
    method: "POST",
    path: `/api/v1/jobs/:id/${verb}`,
    group,
    summary,
    params: z.object({ id: jobId }),
    answer: jobSchema,
    async handle({ params, request }, context) {
      return viewOfJob(await act(context, params.id), request, context);
    },
  });
}

/** Values as texts: the job type's parameters decide what they mean, as they do for every other way in. */
function textsOf(given: GivenParameters): Record<string, string[]> {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, [value].flat().map(String)]));
}

type Defined<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** Leaves out what is undefined: the schemas say `optional`, the service wants it absent. */
function withoutUndefined<T extends object>(given: T): Defined<T> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Defined<T>;
}
