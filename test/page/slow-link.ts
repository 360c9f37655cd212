import { once } from "node:events";
import { type AddressInfo, type Socket, connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A way to a server on which answers are late. */
export interface SlowLink {
  readonly url: string;
  /** Tells it of the server, which has to know the way's address as its own. */
  leadTo(server: string): void;
  /** How late what the server sends from now on arrives. */
  setDelay(delayMs: number): void;
  close(): Promise<void>;
}

/** Opens a way to a server on this machine, which is as fast as any until told. */
export async function openSlowLink(): Promise<SlowLink> {
  let target = new URL("http://127.0.0.1");
  const sockets = new Set<Socket>();
  let delayMs = 0;
  const listener = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on("close", () => other.destroy());
      one.on("error", () => other.destroy());
    }
    near.pipe(far);
    let last: Promise<unknown> = Promise.resolve();
    far.on("data", (bytes: Buffer) => {
      const late = sleep(delayMs);
      last = Promise.all([last, late]).then(() => near.write(bytes));
    });
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    leadTo: (server) => void (target = new URL(server)),
    setDelay: (ms) => void (delayMs = ms),
    async close() {
      for (const socket of sockets) socket.destroy();
      listener.close();
      await once(listener, "close");
    },
  };
}
