/** So much is held back at most. */
const MOST_HELD = 8192;

/** How the ssh programs begin what they say themselves. */
const OPENINGS =
  /^(?:ssh: |scp: Connection|lost connection|@{20}|kex_exchange_identification|ssh_exchange_identification|ssh_dispatch_run_fatal|Host key verification failed|No \S+ host key is known|Permission denied|[^\s:]+: Permission denied \(|Received disconnect|Disconnected from|Connection (?:closed|reset|timed out|to )|Unable to negotiate|banner exchange|Bad owner or permissions|Too many authentication failures|mux_client|ControlSocket|Control socket)/;

/**
 * What ssh itself says of a connection that fails, told from what the command writes: held back until the end of the
 * command says which of both it was.
 */
export class ConnectionWords {
  readonly #pass: (bytes: Uint8Array) => void;
  readonly #holdsAll: boolean;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #isOpen = true;

  /** @param holdsAll whatever is written is the program's that connects: it copies, and runs no command */
  constructor(pass: (bytes: Uint8Array) => void, holdsAll: boolean) {
    this.#pass = pass;
    this.#holdsAll = holdsAll;
  }

  push(bytes: Uint8Array): void {
    if (!this.#isOpen) return this.#pass(bytes);
    this.#held.push(bytes.slice());
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > MOST_HELD || !(this.#holdsAll || couldBe(this.#text))) this.release();
  }

  /** It was the command. */
  release(): void {
    this.#isOpen = false;
    for (const bytes of this.#held.splice(0)) this.#pass(bytes);
  }

  /** Why there was no connection; null where what is held says nothing of that. */
  connectionReason(): string | null {
    return this.#held.length === 0 ? null : reasonIn(this.#text);
  }

  /** What a copying program says first, without its name. */
  firstLine(): string | null {
    const line = this.#text.split(/\r?\n/).find((text) => text.trim() !== "");
    return line?.replace(/^(?:scp|cp|rsync)(?:\[\w+\])?: /, "").trim() ?? null;
  }

  get #text(): string {
    return Buffer.concat(this.#held).toString();
  }
}

/** Whether it may be the begin of what ssh says. */
function couldBe(text: string): boolean {
  const [first = "", ...others] = text.split(/\r?\n/);
  return OPENINGS.test(first) || (others.length === 0 && first.length < 24);
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

function reasonIn(text: string): string | null {
  for (const [pattern, say] of REASONS) {
    const found = pattern.exec(text);
    if (found !== null) return say(found);
  }
  const [first = ""] = text.split(/\r?\n/);
  return OPENINGS.test(first) ? first.replace(/^ssh: /, "").trim() : null;
}
