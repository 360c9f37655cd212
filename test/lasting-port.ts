import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";

const LOWEST = 10_000;

/**
 * A free port below those that the system gives to connections and to whoever asks for any, so that nobody is given it
 * while the server that it is for is down.
 */
export async function lastingPort(host: string = "127.0.0.1"): Promise<number> {
  const [first = 32_768] = readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8")
    .split("\t")
    .map(Number);
  // Where the system gives out nearly all of them, any has to do.
  const end = first > 2 * LOWEST ? first : 65_536;
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (end - LOWEST));
    if (await isFree(port, host)) return port;
  }
}

async function isFree(port: number, host: string): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, host), "listening");
  } catch {
    return false;
  }
  server.close();
  await once(server, "close");
  return true;
}
