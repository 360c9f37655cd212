import { once } from "node:events";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A server of somebody else's make, for one test. */
export interface FarSide {
  readonly url: string;
  /** What was asked of it: `GET /path?query`. */
  readonly asked: readonly string[];
}

/** Lets a test talk to a real server that answers as it is told. */
export async function withFarSide(
  answer: (request: IncomingMessage, response: ServerResponse) => unknown,
  use: (farSide: FarSide) => Promise<void>,
): Promise<void> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method ?? ""} ${request.url ?? ""}`);
    answer(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await use({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
