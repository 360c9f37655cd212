import { once } from "node:events";
import { createServer } from "node:net";
import { listenFailure } from "./listen-failure.ts";

/**
 * Looks whether an address can be listened on, before anything is started that would have to end again.
 *
 * @throws {RunyardError} `address-taken`
 */
export async function checkAddress(host: string, port: number): Promise<void> {
  const server = createServer();
  try {
    server.listen({ host, port });
    await once(server, "listening");
  } catch (error) {
    throw listenFailure(host, port, error);
  }
  server.close();
  await once(server, "close");
}
