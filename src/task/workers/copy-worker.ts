import { statSync } from "node:fs";
import { basename, join } from "node:path";
import { RunyardError, systemCode } from "../../core/mod.ts";
import { type ClientPlan, Worker, type WorkerContext, type WorkerOptions } from "../worker.ts";
import { type Nodes, nodeNames } from "./node-names.ts";
import { fillPlaceholders, isForAll } from "./placeholders.ts";
import { connectionTo, optionsAlone, optionsFor } from "./ssh-connection.ts";
import { startBeside } from "./ssh-mux/start-beside.ts";

/** How files are copied. */
export interface CopySettings extends WorkerOptions {
  /** Whether times and permissions are kept. */
  readonly preserve?: boolean;
  /** What copies: scp, rsync (only what differs), or cp for nodes that are here. */
  readonly by?: "scp" | "rsync" | "cp";
}

/** Files or folders that are copied to nodes, or from them. */
export class CopyWorker extends Worker {
  readonly keys: readonly string[];
  readonly #direction: "to" | "from";
  readonly #source: string;
  readonly #destination: string;
  readonly #settings: CopySettings;

  /**
   * @param direction from nodes: the destination is a folder that is here, and what comes has its node's name behind its own
   * @throws {RunyardError} where the source, or the folder that is copied to, is not here
   */
  constructor(
    direction: "to" | "from",
    source: string,
    destination: string,
    nodes: Nodes,
    settings: CopySettings = {},
  ) {
    super({ ...settings, stdin: false });
    this.keys = nodeNames(nodes, `copy "${source}"`);
    this.#direction = direction;
    this.#source = source;
    this.#destination = destination;
    this.#settings = settings;
    // What can't be filled in is refused before anything starts.
    if (settings.by === "cp")
      for (const path of direction === "to" ? [source, destination] : [source]) isForAll(path);
    if (direction === "to" && settings.by !== "cp") mustBeThere(source);
    if (direction === "from") mustBeFolder(source, destination);
  }

  describe(): string {
    return this.#direction === "to"
      ? `copy ${this.#source} to ${this.#destination}`
      : `copy ${this.#source} from nodes to ${this.#destination}`;
  }

  plan(context: WorkerContext): readonly ClientPlan[] {
    const { by = "scp", preserve = false } = this.#settings;
    return this.keys.map((node, rank) => {
      if (by === "cp") return { keys: [node], spec: { argv: this.#localCopy(node, rank, preserve) } };
      return {
        keys: [node],
        spec: { argv: this.#overSsh(context, node, optionsFor(node, context)) },
        begin: () => {
          const { options, release, master } = connectionTo(node, context);
          const argvAlone = this.#overSsh(context, node, optionsAlone(node, context));
          return {
            argv: this.#overSsh(context, node, options),
            start: startBeside({ master, argvAlone, limitMs: context.info.get("connectTimeout") * 1000 }),
            onGone: release,
          };
        },
      };
    });
  }

  #overSsh(context: WorkerContext, node: string, options: readonly string[]): readonly [string, ...string[]] {
    const { by = "scp", preserve = false } = this.#settings;
    const [from, to] = this.#ends(node);
    if (by === "rsync") {
      const remoteShell = [context.info.get("sshPath"), ...options].map(quoted).join(" ");
      return [context.info.get("rsyncPath"), preserve ? "-a" : "-rl", "-e", remoteShell, "--", from, to];
    }
    const { info } = context;
    return [
      info.get("scpPath"),
      "-r",
      ...(preserve ? ["-p"] : []),
      ...info.get("scpOptions"),
      ...options,
      "--",
      from,
      to,
    ];
  }

  #ends(node: string): readonly [from: string, to: string] {
    const there = `${node.includes(":") ? `[${node}]` : node}:`;
    if (this.#direction === "to") return [here(this.#source), `${there}${this.#destination}`];
    return [`${there}${this.#source}`, here(join(this.#destination, copyName(this.#source, node)))];
  }

  #localCopy(host: string, rank: number, preserve: boolean): readonly [string, ...string[]] {
    const fill = (path: string): string => fillPlaceholders(path, { host, hosts: host, rank });
    const [from, to] =
      this.#direction === "to"
        ? [fill(this.#source), fill(this.#destination)]
        : [fill(this.#source), join(this.#destination, copyName(fill(this.#source), host))];
    return ["cp", "-r", ...(preserve ? ["-p"] : []), "--", from, to];
  }
}

/** A path that nobody takes for one on another machine, or for an option. */
function here(path: string): string {
  return path.startsWith("/") ? path : `./${path}`;
}

/** For the remote shell of rsync, which cuts at blanks and knows quotes. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}

function mustBeThere(path: string): void {
  try {
    statSync(path);
  } catch (error) {
    throw new RunyardError(
      "not-found",
      `Cannot copy "${path}": ${systemCode(error) === "ENOENT" ? "it does not exist" : String(systemCode(error))}`,
      { cause: error },
    );
  }
}

function mustBeFolder(source: string, path: string): void {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isFolder)
    throw new RunyardError("not-found", `Cannot copy "${source}" from nodes to "${path}": that is no folder`);
}

/** What a copy from a node is called: a name that stays in its folder. */
function copyName(source: string, node: string): string {
  return `${basename(source)}.${node.replaceAll("/", "%2F")}`;
}
