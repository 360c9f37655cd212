import { readFile } from "node:fs/promises";
import type { FastifyInstance } from "fastify";
import { RunyardError, formatInstant, messageOf } from "../core/mod.ts";
import type { JobType } from "../job/mod.ts";
import { availabilityDocument } from "./availability-document.ts";
import { capabilitiesDocument } from "./capabilities-document.ts";
import { type UwsContext, type UwsSite, findType, parameter } from "./context.ts";
import { sendXml } from "./replies.ts";

/** `/availability` and `/capabilities` of a service (VOSI 1.1 §3, §2). */
export function registerVosi(app: FastifyInstance, path: string, site: UwsSite): void {
  app.get(`${path}/availability`, async (request, reply) => {
    const context = site.contextOf(request);
    const type = findType(context, parameter(request, "type"));
    const [{ startedAt }, notes] = [await context.service.status(), await whyUnavailable(context, type)];
    return sendXml(reply, availabilityDocument({ upSince: formatInstant(startedAt), notes }));
  });
  app.get(`${path}/capabilities`, async (request, reply) => {
    const context = site.contextOf(request);
    const type = findType(context, parameter(request, "type"));
    const base = `${context.baseUrl(request)}/services/${encodeURIComponent(type.name)}`;
    return sendXml(reply, capabilitiesDocument(base, await furtherCapabilities(type), context.wantsLogin));
  });
}

async function whyUnavailable({ service }: UwsContext, type: JobType): Promise<readonly string[]> {
  const isHeld = (await service.holds.names()).includes(type.name);
  const { agents } = await service.status();
  return [
    ...(isHeld ? ["The service is held: jobs are taken in and started later"] : []),
    ...(agents.some(({ connected }) => connected)
      ? []
      : ["Nothing is there to run jobs: no agent is connected"]),
  ];
}

async function furtherCapabilities({ name, capabilities }: JobType): Promise<string> {
  if (capabilities === null) return "";
  try {
    return await readFile(capabilities, "utf8");
  } catch (error) {
    throw new RunyardError(
      "bad-configuration",
      `Cannot read the capabilities of type "${name}": ${messageOf(error)}`,
      { cause: error },
    );
  }
}
