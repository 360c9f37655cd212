import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";

/** Answers with an XML document, or with the pieces of one. */
export function sendXml(reply: FastifyReply, document: string | AsyncIterable<string>): FastifyReply {
  void reply.type("text/xml; charset=utf-8");
  return reply.send(typeof document === "string" ? document : Readable.from(document, { objectMode: false }));
}

/** Answers with a single value, without a newline: clients compare it with the document's text byte for byte. */
export function sendText(reply: FastifyReply, text: string): FastifyReply {
  return reply.type("text/plain; charset=utf-8").send(text);
}

/** Answers a change: 303 and an absolute address (UWS 1.1 §2.2.3); older clients understand nothing else. */
export function seeOther(reply: FastifyReply, url: string): FastifyReply {
  return reply.type("text/plain; charset=utf-8").redirect(url, 303);
}
