/** `runyard/uws`: UWS 1.1 on a Fastify server of your own. */
export type { JobService } from "./run/mod.ts";
export { type UwsContext, registerUws } from "./uws/mod.ts";
