import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";

/** A document of this length is sent as a whole, so that its size is told and its errors are errors. */
const WHOLE_LENGTH = 65_536;

/** Answers with an XML document, or with the pieces of one, which are sent while they come where there are many. */
export async function sendXml(
  reply: FastifyReply,
  document: string | AsyncGenerator<string>,
): Promise<FastifyReply> {
  void reply.type("text/xml; charset=utf-8");
  if (typeof document === "string") return reply.send(document);
  let begin = "";
  while (begin.length < WHOLE_LENGTH) {
    const next = await document.next();
    if (next.done === true) return reply.send(begin);
    begin += next.value;
  }
  return reply.send(Readable.from(goOn(begin, document), { objectMode: false }));
}

async function* goOn(begin: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield begin;
  yield* rest;
}

/** Answers with a single value, without a newline: clients compare it with the document's text byte for byte. */
export function sendText(reply: FastifyReply, text: string): FastifyReply {
  return reply.type("text/plain; charset=utf-8").send(text);
}

/** Answers a change: 303 and an absolute address (UWS 1.1 §2.2.3); older clients understand nothing else. */
export function seeOther(reply: FastifyReply, url: string): FastifyReply {
  return reply.type("text/plain; charset=utf-8").redirect(url, 303);
}
