/**
 * How the ssh programs begin what they say themselves of a connection that does not stand. "Connection to HOST closed by remote
 * host" is of one that did: the command may have run, as `reboot` has, and must not be taken for one that never began.
 */
const OPENINGS =
  /^(?:ssh: |scp: Connection|lost connection|@{20}|kex_exchange_identification|ssh_exchange_identification|ssh_dispatch_run_fatal|Host key verification failed|No \S+ host key is known|Permission denied|[^\s:]+: Permission denied \(|Received disconnect|Disconnected from|Connection (?:closed|reset|timed out|to \S+ (?:port|timed))|Unable to negotiate|banner exchange|Bad owner or permissions|Too many authentication failures|mux_client|ControlSocket|Control socket)/;

/** What ssh says of a kept connection that it can't use, before it makes one of its own: no failure, and nothing for a user. */
const NOTICES =
  /^(?:mux_client_request_session: session request failed: .*|ControlSocket \S+ already exists, disabling multiplexing)\r?$/;

/** How much of a text's beginning are such notices. */
export function sshNotices(text: string): number {
  let length = 0;
  for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", length)) {
    if (!NOTICES.test(text.slice(length, end))) break;
    length = end + 1;
  }
  return length;
}

/** So many characters of a line may tell whether ssh says it. */
const TELLING = 24;

/**
 * Where in a text ssh's own words may begin: what stands before them is a banner, a warning, or a command's. The length of
 * the text where they don't.
 */
export function sshBeginning(text: string): number {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf("\n", start);
    const line = text.slice(start, end === -1 ? undefined : end);
    if (OPENINGS.test(line) || (end === -1 && line.length < TELLING)) return start;
    start = end === -1 ? text.length : end + 1;
  }
  return text.length;
}

/** Why ssh could not connect, of what it wrote to stderr, behind whatever else; null where that says nothing of a connection. */
export function connectionReason(text: string): string | null {
  const lines = text.split(/\r?\n/);
  const at = lines.findIndex((line) => OPENINGS.test(line) && !NOTICES.test(line));
  if (at === -1) return null;
  const own = lines.slice(at).join("\n");
  for (const [pattern, say] of REASONS) {
    const found = pattern.exec(own);
    if (found !== null) return say(found);
  }
  return (lines[at] ?? "").replace(/^ssh: /, "").trim();
}

const REASONS: readonly (readonly [RegExp, (found: RegExpExecArray) => string])[] = [
  [/REMOTE HOST IDENTIFICATION HAS CHANGED/, () => "its host key has changed"],
  [/No (\S+) host key is known|Host key verification failed/, () => "its host key is not known"],
  [/Permission denied \((?!\d+\))([^)]*)\)/, (found) => `permission denied (${found[1] ?? ""})`],
  [/Too many authentication failures/, () => "permission denied (too many attempts)"],
  [/Could not resolve hostname [^:]*: (.*)/, (found) => `unknown host (${(found[1] ?? "").trim()})`],
  [
    /[Cc]onnection timed out during banner exchange|banner exchange: .*(?:timed out)/,
    () => "no answer to the connection in time",
  ],
  [/timed out/, () => "the connection timed out"],
  [/[Cc]onnection refused/, () => "connection refused"],
  [/No route to host/, () => "there is no route to it"],
  [/Network is unreachable/, () => "its network is unreachable"],
  [
    /Unable to negotiate[^:]*: ([^\r\n]*)/,
    (found) => `no agreement on how to connect (${(found[1] ?? "").trim()})`,
  ],
  [
    /Connection (closed|reset)|kex_exchange_identification|lost connection|Received disconnect/,
    () => "the connection was closed",
  ],
];
