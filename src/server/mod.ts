export type * from "./api.ts";
export type * from "./schedule-api.ts";
export { checkAddress } from "./check-address.ts";
export { checkHost, describeReach } from "./reachable.ts";
export { type RunningServer, type ServerOptions, startServer } from "./server.ts";
