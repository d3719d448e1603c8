/** A handshake on its way to a worker. Its line goes beside it, as the operating system's own: who is at the other end cannot be made up. */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { z } from 'zod';
import { MaruRequest } from '../http/maru-request.js';

export const Handshake = z.object({
  url: z.string(),
  httpVersion: z.string(),
  headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  /** What the client sent behind it without waiting, in base64. */
  head: z.string(),
});
export type Handshake = z.infer<typeof Handshake>;

export function handshakeOf({ url = '/', httpVersion, headers }: IncomingMessage, head: Buffer): Handshake {
  return { url, httpVersion, headers: headers as Handshake['headers'], head: head.toString('base64') };
}

export function requestOf({ url, httpVersion, headers }: Handshake, socket: Socket): IncomingMessage {
  const request = new MaruRequest(socket);
  const [major = 1, minor = 1] = httpVersion.split('.').map(Number);
  Object.assign(request, { method: 'GET', url, headers, httpVersion, httpVersionMajor: major, httpVersionMinor: minor });
  return request;
}
