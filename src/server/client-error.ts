import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { RunyardError, systemCode } from "../core/mod.ts";
import { problemMediaType, problemOf } from "./problem.ts";

/** Answers what Node itself could not read as a request, and closes the connection. */
export function answerClientError(error: Error, socket: Socket): void {
  if (systemCode(error) === "ECONNRESET" || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const view = problemOf(error);
  const known =
    view.code === "internal"
      ? problemOf(new RunyardError("bad-request", "Cannot read the request: it is not HTTP/1.1"))
      : view;
  const body = JSON.stringify(known);
  const head = [
    `HTTP/1.1 ${known.status} ${STATUS_CODES[known.status] ?? ""}`,
    `Content-Type: ${problemMediaType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
