export { type Clock, formatInstant, systemClock } from "./clock.ts";
export { didYouMean } from "./did-you-mean.ts";
export { formatDuration, parseDuration } from "./duration.ts";
export { Emitter } from "./emitter.ts";
export { type ErrorCode, RunyardError, errorTable, messageOf, systemCode } from "./error.ts";
export { isToken, makeJobId, makeToken } from "./id.ts";
export { type Log, streamLog } from "./log.ts";
export { formatSize, parseSize } from "./size.ts";
export { unreachable } from "./unreachable.ts";
