import { type Socket, connect } from "node:net";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** An answer, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Asks, and follows no redirect. A body that is a record goes as a urlencoded form. */
export async function ask(
  method: string,
  url: string,
  options: {
    readonly form?: Readonly<Record<string, string>>;
    readonly json?: unknown;
    readonly body?: FormData | URLSearchParams | string;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Promise<Answer> {
  const json = options.json === undefined ? undefined : JSON.stringify(options.json);
  const response = await fetch(url, {
    method,
    redirect: "manual",
    headers: { ...(json !== undefined && { "content-type": "application/json" }), ...options.headers },
    body: options.form === undefined ? (json ?? options.body ?? null) : new URLSearchParams(options.form),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Sends bytes as they stand over a connection of their own, and reads until the server closes it. */
export async function sendRaw(url: string, request: string): Promise<string> {
  const socket = await openSocket(url);
  socket.write(request);
  return text(socket);
}

/** An open connection. */
export async function openSocket(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  return socket;
}
