/** How the ssh programs begin what they say themselves. */
const OPENINGS =
  /^(?:ssh: |scp: Connection|lost connection|@{20}|kex_exchange_identification|ssh_exchange_identification|ssh_dispatch_run_fatal|Host key verification failed|No \S+ host key is known|Permission denied|[^\s:]+: Permission denied \(|Received disconnect|Disconnected from|Connection (?:closed|reset|timed out|to )|Unable to negotiate|banner exchange|Bad owner or permissions|Too many authentication failures|mux_client|ControlSocket|Control socket)/;

/** Whether it may be the begin of what ssh says. */
export function isSshBeginning(text: string): boolean {
  const [first = "", ...others] = text.split(/\r?\n/);
  return OPENINGS.test(first) || (others.length === 0 && first.length < 24);
}

/** Why ssh could not connect, of what it wrote to stderr; null where that says nothing of a connection. */
export function connectionReason(text: string): string | null {
  for (const [pattern, say] of REASONS) {
    const found = pattern.exec(text);
    if (found !== null) return say(found);
  }
  const [first = ""] = text.split(/\r?\n/);
  return OPENINGS.test(first) ? first.replace(/^ssh: /, "").trim() : null;
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
