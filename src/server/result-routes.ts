import { z } from "zod";
import { RunyardError, systemClock } from "../core/mod.ts";
import { attachment, sendFile, valuesOf } from "../uws/mod.ts";
import { resultSchema } from "./api-schemas.ts";
import { linkNext, makeResultCursor, readResultCursor, resultCursorText } from "./cursor.ts";
import { jobId, jobParams, wholeNumber } from "./query-values.ts";
import { resultsZip } from "./results-zip.ts";
import { type Route, defineRoute } from "./route.ts";
import { resultView } from "./views.ts";

const group = "results";
const zipType = "application/zip";

const list = defineRoute({
  method: "GET",
  path: "/api/v1/jobs/:id/results",
  group,
  summary: "List a job's result files in the order of its items",
  params: jobParams,
  query: z.strictObject({ limit: wholeNumber(1, 1000).optional(), cursor: resultCursorText }),
  answer: z.object({
    results: z.array(resultSchema),
    next: z.string().nullable().describe("The `cursor` of the next page, which the Link header names too"),
  }),
  async handle({ params, query, request, reply }, context) {
    const { limit = 1000, cursor } = query;
    const after = readResultCursor(cursor);
    // One more than is shown tells whether there is a next page.
    const found = await context.service.results(params.id, {
      limit: limit + 1,
      ...(after !== undefined && { after }),
    });
    const base = context.baseUrl(request);
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    const next = last === undefined ? null : makeResultCursor(last);
    linkNext(request, reply, { base, next });
    return { results: shown.map((result) => resultView(result, base)), next };
  },
});

const zip = defineRoute({
  method: "GET",
  path: "/api/v1/jobs/:id/results.zip",
  group,
  summary: "Download all of a job's result files as one zip",
  params: jobParams,
  answer: { mediaType: zipType, description: "The zip, made while it is sent: its size is not known before" },
  async handle({ params: { id }, reply }, context) {
    const { service } = context;
    const { type, endedAt } = await service.job(id);
    const at = new Date(endedAt ?? systemClock.now());
    return reply
      .header("content-type", zipType)
      .header("content-disposition", attachment(`${type}-${id.slice(0, 10)}.zip`))
      .send(resultsZip(service, id, { at, signal: context.signal(reply) }));
  },
});

const result = defineRoute({
  method: "GET",
  path: "/api/v1/jobs/:id/results/*",
  group,
  summary: "Download a result file",
  params: z.object({ id: jobId, "*": z.string().describe("The result's id, which may contain /") }),
  answer: {
    mediaType: "*/*",
    description: "The bytes of the file, or the range that is asked for; its SHA-256 is the ETag",
  },
  async handle({ params, reply }, { service }) {
    const file = await service.resultFile(params.id, params["*"]);
    return sendFile(reply, file.path, { name: file.result.id, ...file.result });
  },
});

const inputFile = defineRoute({
  method: "GET",
  path: "/api/v1/jobs/:id/files/:parameter/:index",
  group,
  summary: "Download a file that came with the job",
  params: z.object({ id: jobId, parameter: z.string(), index: wholeNumber(0) }),
  answer: { mediaType: "*/*", description: "The bytes of the file" },
  async handle({ params, reply }, { service }) {
    const job = await service.job(params.id);
    const given = Object.hasOwn(job.parameters, params.parameter)
      ? job.parameters[params.parameter]
      : undefined;
    const value = given === undefined ? undefined : valuesOf(given)[params.index];
    if (typeof value === "object" && value.kind === "file") return sendFile(reply, value.path, value);
    throw new RunyardError(
      "not-found",
      `Cannot find the file of parameter "${params.parameter}": job "${job.id}" has none there`,
    );
  },
});

/** The routes of the files that jobs took and left. */
export const resultRoutes: readonly Route[] = [list, zip, result, inputFile];
