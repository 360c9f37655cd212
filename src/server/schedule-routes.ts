import { z } from "zod";
import type { ScheduleService } from "../run/mod.ts";
import { type Route, defineRoute } from "./route.ts";
import { executionSchema, scheduleDetailSchema, scheduleSchema } from "./schedule-schemas.ts";
import { firingView, scheduleDetailView, scheduleView } from "./schedule-views.ts";
import { viewOfJob } from "./view-of-job.ts";

const group = "schedules";
const params = z.object({ id: z.string() });

const list = defineRoute({
  method: "GET",
  path: "/api/v1/schedules",
  group,
  summary: "List the schedules; for admins",
  answer: z.object({ schedules: z.array(scheduleSchema) }),
  async handle({ request }, context) {
    const all = await context.service.schedules.list();
    return { schedules: all.map((one) => scheduleView(one, context.baseUrl(request))) };
  },
});

const one = defineRoute({
  method: "GET",
  path: "/api/v1/schedules/:id",
  group,
  summary: "Show a schedule, its next due instants and its last firings",
  params,
  answer: scheduleDetailSchema,
  async handle(input, context) {
    const detail = await context.service.schedules.one(input.params.id);
    return scheduleDetailView(detail, context.baseUrl(input.request));
  },
});

const pause = changeRoute("pause", "Start nothing of a schedule by itself until it is resumed");
const resume = changeRoute(
  "resume",
  "Start a schedule by itself again; what was due meanwhile is not made up for",
);

const execute = defineRoute({
  method: "POST",
  path: "/api/v1/schedules/:id/execute",
  group,
  summary: "Run a schedule now, under its guard",
  params,
  status: 201,
  answer: executionSchema,
  async handle(input, context) {
    const { firing, job } = await context.service.schedules.execute(input.params.id);
    return {
      firing: firingView({ ...firing, phase: job?.phase ?? null }),
      job: job === null ? null : await viewOfJob(job, input.request, context),
    };
  },
});

/** The routes of schedules. */
export const scheduleRoutes: readonly Route[] = [list, one, pause, resume, execute];

function changeRoute(verb: keyof ScheduleService & ("pause" | "resume"), summary: string): Route {
  return defineRoute({
    method: "POST",
    path: `/api/v1/schedules/:id/${verb}`,
    group,
    summary,
    params,
    answer: scheduleDetailSchema,
    async handle(input, context) {
      const detail = await context.service.schedules[verb](input.params.id);
      return scheduleDetailView(detail, context.baseUrl(input.request));
    },
  });
}
