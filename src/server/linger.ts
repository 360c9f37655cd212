import type { IncomingMessage, ServerResponse } from "node:http";

/** After an answer that came before the request's end, the client has so long to notice it. */
const lingerMs = 5000;

/**
 * Called with an answer: where it comes before the request's end, the connection stays for what is still on its way.
 * Closed at once, a client that is sending would see it break, and never read the answer.
 */
export function linger(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete) return;
  const isLast = !response.shouldKeepAlive;
  response.shouldKeepAlive = true;
  response.once("finish", () => {
    const close = (): unknown => isLast && request.socket.destroySoon();
    if (request.readableEnded) close();
    else request.once("end", close);
    // Who was reading it has stopped.
    request.unpipe().resume();
    setTimeout(() => request.complete || request.socket.destroy(), lingerMs).unref();
  });
}
