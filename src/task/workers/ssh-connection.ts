import type { WorkerContext } from "../worker.ts";
import { profileOf } from "./profile.ts";
import { plainSession } from "./ssh-mux/plain-session.ts";
import { type SharedConnection, shareConnection } from "./ssh-sharing.ts";

/** How a node is reached by one command. */
export interface Connection extends SharedConnection {
  /** Patterns of the variables that ssh sends to the node. */
  readonly sendEnv: readonly string[];
}

/** The options by which ssh, or what goes over ssh, reaches a node where no connection is shared. */
export function optionsFor(node: string, { info }: WorkerContext): readonly string[] {
  const profile = profileOf(info.get("profiles"), node);
  const user = profile.user ?? info.get("sshUser");
  return [
    ...info.get("sshOptions"),
    ...(profile.options ?? []),
    // A node must not be able to use our agent or our screen.
    "-oForwardAgent=no",
    "-oForwardX11=no",
    "-oBatchMode=yes",
    ...timeLimits(info.get("connectTimeout")),
    ...(user === null ? [] : [`-oUser=${user}`]),
    ...(profile.port === undefined ? [] : [`-oPort=${profile.port}`]),
    ...(profile.key === undefined ? [] : [`-oIdentityFile=${profile.key}`]),
  ];
}

/** The same, over a connection that is shared, unless the user's own options say how that is done. */
export function connectionTo(node: string, context: WorkerContext): Connection {
  const { info } = context;
  const options = optionsFor(node, context);
  const persistSeconds = info.get("sshPersist");
  if (persistSeconds === 0 || options.some((option) => SAYS_HOW_TO_SHARE.test(option)))
    return { options, socket: null, master: null, sendEnv: [], release: () => undefined };
  const program = info.get("sshPath");
  const own = [...info.get("sshOptions"), ...(profileOf(info.get("profiles"), node).options ?? [])];
  const plain = plainSession(program, own);
  const way = [program, node, ...options, ...(plain === null ? [] : [plain.hash])];
  const shared = shareConnection(way, persistSeconds, plain !== null, info.get("printWarning"));
  return { ...shared, sendEnv: plain?.sendEnv ?? [], options: [...options, ...shared.options] };
}

/** The options by which a node is reached without any connection that there is. */
export function optionsAlone(node: string, context: WorkerContext): readonly string[] {
  return [...optionsFor(node, context), "-oControlPath=none"];
}

const SAYS_HOW_TO_SHARE = /control(?:master|path|persist)|^-[MS]/i;

/**
 * The limit holds until the connection stands. A node that is gone while its connection is kept is missed after three
 * times as long, where a command over TCP alone would wait for a quarter of an hour.
 */
function timeLimits(connectTimeout: number): readonly string[] {
  const seconds = Math.ceil(connectTimeout);
  return seconds > 0 ? [`-oConnectTimeout=${seconds}`, `-oServerAliveInterval=${seconds}`] : [];
}
