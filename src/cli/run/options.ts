import { type Words, readWords } from "../nodeset/read-words.ts";
import { UsageError } from "../nodeset/usage-error.ts";
import { type OptionName, optionEntries } from "./option-table.ts";
import { type BecomeRequest, readBecome } from "./become.ts";
import { type Retry, readRetry } from "./retry.ts";
import { type Share, readShare } from "./share.ts";

/** How what nodes write is shown. */
export type Form = "live" | "gathered" | "lines" | "live-lines" | "diff" | "json";

/** A program that copies. */
export type Copier = "scp" | "rsync" | "cp";

/** What is to be copied. */
export interface CopyRequest {
  readonly direction: "to" | "from";
  readonly sources: readonly string[];
  /** Null: where it is, there as here. */
  readonly destination: string | null;
  readonly preserves: boolean;
  readonly by: Copier | null;
}

/** Which nodes are meant, as written. */
export interface TargetOptions {
  readonly nodes: readonly string[];
  readonly exclusions: readonly string[];
  readonly groups: readonly string[];
  readonly excludedGroups: readonly string[];
  readonly all: boolean;
  readonly hostfiles: readonly string[];
  readonly failedFrom: string | null;
  readonly pick: number;
  readonly source: string | null;
  readonly groupsConf: string | null;
}

/** A command line of `runyard run` that makes sense. */
export interface RunOptions {
  readonly targets: TargetOptions;
  /** As one text, as the shells of the nodes get it; empty where there is none. */
  readonly command: string;
  readonly copy: CopyRequest | null;
  readonly form: Form;
  /** Standard error is gathered together with standard output. */
  readonly mergesErrors: boolean;
  readonly hasLabels: boolean;
  readonly regroups: boolean;
  readonly hidesSource: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly debug: boolean;
  readonly showsProgress: boolean;
  readonly returnsLargest: boolean;
  readonly color: "never" | "always" | "auto" | null;
  readonly outdir: string | null;
  readonly errdir: string | null;
  /** What is said of the settings that clush.conf knows too, by its keys. */
  readonly settings: ReadonlyMap<string, string>;
  /** `-O KEY=VALUE`, as written. */
  readonly overrides: readonly string[];
  readonly mode: string | null;
  readonly conf: string | null;
  readonly worker: string;
  readonly readsInput: boolean;
  readonly passwordFd: number | null;
  readonly asksPassword: boolean;
  readonly becomes: readonly BecomeRequest[];
  readonly retry: Retry | null;
  readonly batch: Share | null;
  readonly maxFail: Share | null;
  readonly failFast: boolean;
  readonly startRate: number;
  readonly dryRun: boolean;
  readonly isCompat: boolean;
  /** The job type that it is run as, where it is to be a job of a server. */
  readonly job: string | null;
  readonly server: string | null;
}

type Given = Words<OptionName>["given"];

/**
 * Reads a command line.
 *
 * @param isCopy whether the command is `copy`, whose words are what is copied
 * @throws {UsageError} where it is not understood or contradicts itself
 */
export function parseOptions(argv: readonly string[], isCopy: boolean): RunOptions | "help" | "version" {
  const { given, operands } = readAll(argv, isCopy);
  if (given.has("help")) return "help";
  if (given.has("version")) return "version";
  refuseContradictions(given);
  const last = (name: OptionName): string | null => given.get(name)?.at(-1) ?? null;
  const copies = isCopy || given.has("copy") || given.has("rcopy");
  return {
    targets: targetsOf(given),
    command: copies ? "" : operands.join(" "),
    copy: copies ? copyOf(given, operands) : null,
    form: formOf(given),
    mergesErrors: given.has("dshbak-all"),
    hasLabels: !given.has("no-label"),
    regroups: given.has("regroup"),
    hidesSource: given.has("groupbase"),
    quiet: given.has("quiet"),
    verbose: given.has("verbose"),
    debug: given.has("debug"),
    showsProgress: given.has("progress"),
    returnsLargest: given.has("maxrc"),
    color: colorOf(last("color")),
    outdir: last("outdir"),
    errdir: last("errdir"),
    settings: settingsOf(given),
    overrides: given.get("option") ?? [],
    mode: last("mode"),
    conf: last("conf"),
    worker: workerOf(last("worker"), last("remote")),
    readsInput: !given.has("nostdin"),
    passwordFd: wholeNumber("--password-fd", last("password-fd")),
    asksPassword: given.has("ask-password"),
    becomes: (given.get("become") ?? []).map(readBecome),
    retry: readRetry(last("retry"), last("retry-on")),
    batch: readShare("--batch", last("batch"), 1),
    maxFail: readShare("--max-fail", last("max-fail"), 0),
    failFast: given.has("fail-fast"),
    startRate: rateOf(last("start-rate")),
    dryRun: given.has("dry-run"),
    isCompat: given.has("compat-clush"),
    job: last("job"),
    server: last("server"),
  };
}

/** With `-c` or `--rcopy` options may stand behind what is copied; otherwise the command begins at the first operand. */
function readAll(argv: readonly string[], isCopy: boolean): Words<OptionName> {
  const given = new Map<OptionName, readonly string[]>();
  const operands: string[] = [];
  for (let rest = argv; ; ) {
    const read = readWords(rest, optionEntries);
    for (const [name, values] of read.given) given.set(name, [...(given.get(name) ?? []), ...values]);
    const copies = isCopy || given.has("copy") || given.has("rcopy");
    const [operand] = read.operands;
    const isAfterEnd = rest.at(-read.operands.length - 1) === "--";
    if (!copies || operand === undefined || isAfterEnd)
      return { given, operands: [...operands, ...read.operands] };
    operands.push(operand);
    rest = read.operands.slice(1);
  }
}

function targetsOf(given: Given): TargetOptions {
  const nodes = given.get("nodes") ?? [];
  const dashed = nodes.find((value) => value.startsWith("-"));
  if (dashed !== undefined) throw new UsageError(`Option "-w" takes nodes, not "${dashed}"`);
  return {
    nodes,
    exclusions: given.get("exclude") ?? [],
    groups: given.get("group") ?? [],
    excludedGroups: given.get("exclude-group") ?? [],
    all: given.has("all"),
    hostfiles: given.get("hostfile") ?? [],
    failedFrom: given.get("failed-from")?.at(-1) ?? null,
    pick: wholeNumber("--pick", given.get("pick")?.at(-1) ?? null) ?? 0,
    source: given.get("groupsource")?.at(-1) ?? null,
    groupsConf: given.get("groupsconf")?.at(-1) ?? null,
  };
}

function copyOf(given: Given, sources: readonly string[]): CopyRequest {
  if (sources.length === 0) throw new UsageError("Nothing to copy is given");
  if (given.has("become"))
    throw new UsageError('Option "--become" is for commands: files are copied as who logs in');
  const by = given.get("by")?.at(-1) ?? null;
  if (by !== null && by !== "scp" && by !== "rsync" && by !== "cp")
    throw new UsageError(`Option "--by" takes scp, rsync or cp, not "${by}"`);
  return {
    direction: given.has("rcopy") ? "from" : "to",
    sources,
    destination: given.get("dest")?.at(-1) ?? null,
    preserves: given.has("preserve"),
    by,
  };
}

function formOf(given: Given): Form {
  if (given.has("json")) return "json";
  if (given.has("diff")) return "diff";
  const gathers = given.has("dshbak") || given.has("dshbak-all");
  if (given.has("lines")) return gathers ? "live-lines" : "lines";
  return gathers || given.has("regroup") ? "gathered" : "live";
}

/** The options that stand for keys of clush.conf. */
const keysOfOptions: readonly (readonly [OptionName, string])[] = [
  ["fanout", "fanout"],
  ["connect_timeout", "connect_timeout"],
  ["command_timeout", "command_timeout"],
  ["user", "ssh_user"],
  ["options", "ssh_options"],
];

function settingsOf(given: Given): ReadonlyMap<string, string> {
  return new Map(
    keysOfOptions.flatMap(([option, key]) => {
      const value = given.get(option)?.at(-1);
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
}

function colorOf(text: string | null): RunOptions["color"] {
  if (text === null || text === "never" || text === "always" || text === "auto") return text;
  throw new UsageError(`Option "--color" takes never, always or auto, not "${text}"`);
}

function workerOf(worker: string | null, remote: string | null): string {
  if (remote !== null && remote !== "yes" && remote !== "no")
    throw new UsageError(`Option "--remote" takes yes or no, not "${remote}"`);
  return remote === "no" ? "exec" : (worker ?? "ssh");
}

function rateOf(text: string | null): number {
  if (text === null) return 0;
  const rate = Number(/^(\d+(?:\.\d+)?)(?:\/s)?$/.exec(text)?.[1] ?? Number.NaN);
  if (rate > 0) return rate;
  throw new UsageError(`Option "--start-rate" takes a number a second, such as 10 or 0.5/s, not "${text}"`);
}

function wholeNumber(option: string, text: string | null): number | null {
  if (text === null) return null;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new UsageError(`Option "${option}" takes a whole number, not "${text}"`);
}

/** Pairs that can't be given together. */
const contradictions: readonly (readonly [OptionName, OptionName])[] = [
  ["diff", "lines"],
  ["json", "diff"],
  ["json", "dshbak"],
  ["json", "dshbak-all"],
  ["json", "lines"],
  ["json", "compat-clush"],
  ["copy", "rcopy"],
  ["password-fd", "ask-password"],
];

/** What a job of a server takes: which nodes, and how what was gathered is shown. */
const ofJobs: ReadonlySet<OptionName> = new Set([
  "job",
  "server",
  "nodes",
  "exclude",
  "all",
  "group",
  "exclude-group",
  "hostfile",
  "pick",
  "groupsource",
  "groupsconf",
  "failed-from",
  "dshbak",
]);

function refuseContradictions(given: Given): void {
  const found = contradictions.find(([one, other]) => given.has(one) && given.has(other));
  if (found !== undefined)
    throw new UsageError(`Options "--${found[0]}" and "--${found[1]}" exclude each other`);
  const odd = given.has("job") ? [...given.keys()].find((name) => !ofJobs.has(name)) : undefined;
  if (odd !== undefined)
    throw new UsageError(
      `Option "--${odd}" says nothing to a server: the job type of --job says how it is run`,
    );
}
