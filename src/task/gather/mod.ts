export { Gather, type GatherOptions, type GatheredGroup, type GatheredOutput } from "./gather.ts";
export { groupHeader, groupLabel } from "./group-header.ts";
export { type GatheredLine, LineGatherer, type LineGathererOptions } from "./line-gatherer.ts";
export { type NodeGroup, type NodeGroupOptions, nodeGroups } from "./node-groups.ts";
export { type DiffSide, unifiedDiff } from "./unified-diff.ts";
