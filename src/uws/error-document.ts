import type { FastifyReply } from "fastify";
import { sendText } from "./replies.ts";
import { escapeXml, xmlDeclaration } from "./xml.ts";

/** Answers with an error document: a VOTable, or plain text (DALI 1.1 §4.2). */
export function sendErrorDocument(reply: FastifyReply, message: string, asVoTable: boolean): FastifyReply {
  if (!asVoTable) return sendText(reply, message.endsWith("\n") ? message : `${message}\n`);
  return reply.type("application/x-votable+xml; charset=utf-8").send(errorVoTable(message));
}

function errorVoTable(message: string): string {
  const status = `<INFO name="QUERY_STATUS" value="ERROR">${escapeXml(message)}</INFO>`;
  const resource = `<RESOURCE type="results">${status}</RESOURCE>`;
  return `${xmlDeclaration}<VOTABLE xmlns="http://www.ivoa.net/xml/VOTable/v1.3" version="1.3">${resource}</VOTABLE>\n`;
}
