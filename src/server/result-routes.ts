import { z } from "zod";
import { RunyardError } from "../core/mod.ts";
import { sendFile, valuesOf } from "../uws/mod.ts";
import { resultSchema } from "./api-schemas.ts";
import { jobId, jobParams, wholeNumber } from "./query-values.ts";
import { type Route, defineRoute } from "./route.ts";
import { resultView } from "./views.ts";

const group = "results";

const results = defineRoute({
  method: "GET",
  path: "/api/v1/jobs/:id/results",
  group,
  summary: "List a job's result files",
  params: jobParams,
  answer: z.object({ results: z.array(resultSchema) }),
  async handle({ params, request }, context) {
    const found = await context.service.results(params.id);
    return { results: found.map((result) => resultView(result, context.baseUrl(request))) };
  },
});

const result = defineRoute({
  method: "GET",
  path: "/api/v1/jobs/:id/results/*",
  group,
  summary: "Download a result file",
  params: z.object({ id: jobId, "*": z.string().describe("The result's id, which may contain /") }),
  answer: { mediaType: "*/*", description: "The bytes of the file; its SHA-256 is the ETag" },
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
export const resultRoutes: readonly Route[] = [results, result, inputFile];
