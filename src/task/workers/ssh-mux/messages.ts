import { encode } from "./wire.ts";

/** What a master and its clients say to each other before (OpenSSH's PROTOCOL.mux, sections 1 and 7). */
export const MUX = { hello: 1, version: 4, askProxy: 0x1000000f, proxy: 0x8000000f } as const;

/** The messages of SSH's connection protocol (RFC 4254, section 9). */
export const MESSAGE = {
  open: 90,
  opened: 91,
  openFailed: 92,
  adjust: 93,
  data: 94,
  extendedData: 95,
  eof: 96,
  close: 97,
  request: 98,
  success: 99,
  failure: 100,
} as const;

/** With its length before it, as a master takes it. */
export function framed(body: Buffer): Buffer {
  return Buffer.concat([encode(body.length), body]);
}

/** A packet without padding, with `following` more bytes that are sent after it. */
export function packet(kind: number, values: Buffer, following = 0): Buffer {
  return Buffer.concat([encode(2 + values.length + following), Buffer.from([0, kind]), values]);
}

/** A request of ours on a channel. */
export function request(channel: number, name: string, wantsReply: boolean, more: Buffer): Buffer {
  return packet(MESSAGE.request, Buffer.concat([encode(channel, name, wantsReply), more]));
}
