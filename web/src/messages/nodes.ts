/** What the explorer of node sets says. */
export const nodesMessages = {
  title: "Nodes",
  expression: "Node set",
  expressionHint: "such as node[1-9]!node3 or @compute",
  operators: "A comma joins sets, ! takes one away, & keeps what is in both, ^ keeps what is in one alone.",
  count: (count: number): string => `${count.toLocaleString("en-GB")} ${count === 1 ? "node" : "nodes"}`,
  folded: "Folded",
  names: "Names",
  moreNames: (count: string): string => `and ${count} more`,
  groups: "Groups with these nodes",
  siteGroups: "Groups of this site",
  moreGroups: (count: string): string => `${count} more groups are left out.`,
  noGroups: "This site has no groups",
  noGroupsHint: "Groups are read from ClusterShell's groups.conf, for the user that the server runs as.",
  group: "Group",
  groupNodes: "Nodes",
  groupCount: "Count",
  use: (group: string): string => `Use ${group}`,
  add: "Add",
  without: "Without",
  emptyTitle: "Type a node set",
  emptyHint:
    "It is folded, counted and listed as you type; then a job type can run its command on these nodes.",

  runTitle: "Run a command on these nodes",
  runType: "Job type",
  noNodesTypes: "This server has no job type that runs on nodes",
  noNodesTypesHint: "Such a type has nodes: and a command: in runyard.yaml, for example",
  example:
    'jobs:\n  uptime:\n    nodes: "{nodes}"\n    command: [uptime]\n    parameters:\n      nodes: { type: nodeset, required: true }',
  fixedNodes: "This job type names its nodes itself.",
  ran: "What the nodes wrote",
  toJob: "To the job",
  closeRun: "Run something else",
} as const;

/** What the view of live interpreters says. */
export const interpretersMessages = {
  title: "Interpreters",
  empty: "No interpreter is at work",
  emptyHint:
    "A live interpreter is started once for each instance of a job, and does item after item. Submit a job of one of these types to see it here:",
  noTypes: "This server has no job type with an interpreter.",
  job: "Job",
  instance: "Instance",
  instances: (count: number): string => `${count} ${count === 1 ? "instance" : "instances"}`,
  doing: "Doing",
  progress: "Progress",
  since: "Since",
  process: "Process",
  agent: "Agent",
  running: "Up for",
  between: "between two items",
  starting: "starting",
  ending: "ending",
} as const;
