import { join } from "node:path";

/** A job type that is shaped like a TAP service, for clients that speak to nothing else. */
export const tapJob: Readonly<Record<string, unknown>> = {
  command: ["sh", join(import.meta.dirname, "query.sh"), "{query}"],
  capabilities: join(import.meta.dirname, "capabilities.xml"),
  parameters: {
    request: { type: "string", default: "doQuery" },
    lang: { type: "string", default: "ADQL" },
    version: { type: "string" },
    query: { type: "string", required: true },
    maxrec: { type: "integer", minimum: 0 },
    responseformat: { type: "string", default: "votable" },
    format: { type: "string" },
  },
  limits: { duration: "1h", grace: "1s" },
};
