import { messageOf } from "../../core/mod.ts";
import { NodeSet, NodeSetSyntaxError } from "../../nodeset/mod.ts";

/** One folder and where it stands on some hosts. */
export interface PathRule {
  readonly from: string;
  readonly to: string;
  /** A node set of the hosts that the rule is for; null for all. */
  readonly hosts: string | null;
}

/** A path taken apart. The slashes of a Windows path are of either kind, those of any other are `/` alone. */
interface Parts {
  /** `z:`, `//` for UNC, `/`, or nothing for a relative path. */
  readonly root: string;
  readonly names: readonly string[];
  readonly isWindows: boolean;
  /** Whether it ends with a slash that says that it is a folder. */
  readonly isOpen: boolean;
}

/** A rule ready for use. */
interface ReadRule {
  readonly from: Parts;
  readonly to: string;
}

/**
 * Converts paths of the place where work was written to paths of the host that does it.
 *
 * Qube's `worker_path_map` is an ordered list of string replacements on each worker, made anywhere in a text. Here, too,
 * the rules count in their order; but one path is converted at a time, the first rule that fits alone is used, and it fits
 * the beginning of a path up to a whole name: `/mnt/a` fits `/mnt/a` and `/mnt/a/b`, not `/mnt/ab` or `/x/mnt/a`. Drive
 * letters and UNC paths are compared without regard to case and to the kind of slash, as Windows does; all others exactly.
 * `.` and `..` are names like any other. The result has the slashes of `to`. One list serves all hosts: a rule says which.
 */
export class PathMap {
  readonly #rules: readonly ReadRule[];

  /**
   * @param host the name of the host that the paths are for, as the node sets of the rules name it
   * @throws {SyntaxError} for the first rule that has a mistake, be it for this host or another
   */
  constructor(rules: readonly PathRule[], host: string) {
    this.#rules = rules.filter((rule) => hostsOf(rule)?.has(host) ?? true).map(readRule);
  }

  /** The path on this host; the path as it stands where no rule fits. */
  convert(path: string): string {
    const taken = takeApart(path);
    const rule = this.#rules.find(({ from }) => fits(from, taken));
    return rule === undefined ? path : replace(rule, taken);
  }
}

/** The hosts that a rule is for, null for all, once the rule is known to be whole. */
function hostsOf(rule: PathRule): NodeSet | null {
  if (rule.from === "") throw mistake(rule, 'its "from" is empty');
  if (rule.to === "") throw mistake(rule, 'its "to" is empty');
  if (rule.hosts === null) return null;
  const hosts = readHosts(rule, rule.hosts);
  if (hosts.isEmpty) throw mistake(rule, `its hosts ${JSON.stringify(rule.hosts)} are none`);
  return hosts;
}

function readHosts(rule: PathRule, hosts: string): NodeSet {
  try {
    return NodeSet.parse(hosts);
  } catch (error) {
    const reason = error instanceof NodeSetSyntaxError ? error.reason : messageOf(error);
    throw mistake(rule, `its hosts ${JSON.stringify(hosts)} are not a node set, ${reason}`);
  }
}

function mistake({ from, to }: PathRule, reason: string): SyntaxError {
  const rule = `${JSON.stringify(from)} to ${JSON.stringify(to)}`;
  return new SyntaxError(`Cannot use the path rule ${rule}: ${reason}`);
}

function readRule({ from, to }: PathRule): ReadRule {
  return { from: takeApart(from), to };
}

function takeApart(path: string): Parts {
  const drive = /^[a-z]:(?=[\\/]|$)/i.exec(path)?.[0];
  if (drive !== undefined) return parts(drive.toLowerCase(), path.slice(drive.length), true);
  if (/^(?:\\\\|\/\/)[^\\/]/.test(path)) return parts("//", path, true);
  return parts(path.startsWith("/") ? "/" : "", path, false);
}

function parts(root: string, rest: string, isWindows: boolean): Parts {
  const slash = isWindows ? /[\\/]/ : /\//;
  const names = rest.split(slash);
  return { root, names: names.filter((name) => name !== ""), isWindows, isOpen: names.at(-1) === "" };
}

function fits(from: Parts, path: Parts): boolean {
  const isSame = from.isWindows
    ? (name: string, index: number) => name.toLowerCase() === path.names[index]?.toLowerCase()
    : (name: string, index: number) => name === path.names[index];
  return from.root === path.root && from.isWindows === path.isWindows && from.names.every(isSame);
}

function replace({ from, to }: ReadRule, path: Parts): string {
  const slash = to.includes("\\") ? "\\" : "/";
  const rest = path.names.slice(from.names.length);
  const folder = /[\\/]$/.test(to) ? to : to + slash;
  if (rest.length === 0) return path.isOpen ? folder : to;
  return folder + rest.join(slash) + (path.isOpen ? slash : "");
}
