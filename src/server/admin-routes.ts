import { isAbsolute } from "node:path";
import { z } from "zod";
import { RunyardError } from "../core/mod.ts";
import { auditEntrySchema, statusSchema } from "./api-schemas.ts";
import { wholeNumber } from "./query-values.ts";
import { type Route, defineRoute } from "./route.ts";
import { statusView } from "./views.ts";

const group = "server";

const status = defineRoute({
  method: "GET",
  path: "/api/v1/status",
  group,
  summary: "Show how the server is",
  answer: statusSchema,
  async handle(_input, { service }) {
    return statusView(await service.status());
  },
});

const stop = defineRoute({
  method: "POST",
  path: "/api/v1/stop",
  group,
  summary: "Stop the server; jobs that run go on, unless `abort` is true",
  body: z.strictObject({ abort: z.boolean().default(false) }),
  status: 202,
  answer: z.object({ status: z.literal("stopping") }),
  async handle({ body }, { service }) {
    await service.requestStop(body);
    return { status: "stopping" as const };
  },
});

const backup = defineRoute({
  method: "POST",
  path: "/api/v1/backup",
  group,
  summary: "Write a copy of the store to a new file on the server",
  body: z.strictObject({ path: z.string().min(1) }),
  status: 201,
  answer: z.object({ path: z.string() }),
  async handle({ body }, { service }) {
    if (!isAbsolute(body.path)) {
      throw new RunyardError(
        "bad-request",
        `Cannot back up to "${body.path}": a path from the root is wanted`,
      );
    }
    await service.backup(body.path);
    return { path: body.path };
  },
});

const audit = defineRoute({
  method: "GET",
  path: "/api/v1/audit",
  group,
  summary: "Show who did what, newest first; for admins",
  query: z.strictObject({ limit: wholeNumber(1, 1000).optional() }),
  answer: z.object({ entries: z.array(auditEntrySchema) }),
  async handle({ query }, context) {
    return { entries: [...(await context.audit(query.limit ?? 100))] };
  },
});

const health = defineRoute({
  method: "GET",
  path: "/healthz",
  group,
  summary: "Tell that the server answers",
  answer: z.object({ status: z.literal("ok") }),
  async handle() {
    return { status: "ok" as const };
  },
});

/** The routes of the server itself. */
export const adminRoutes: readonly Route[] = [status, stop, backup, audit, health];
