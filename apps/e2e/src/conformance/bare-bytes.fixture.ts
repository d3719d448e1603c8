/** WebSocket as bytes, for what a library would not send. */
import { randomBytes } from 'node:crypto';

const MASK = Buffer.from([1, 2, 3, 4]);

export function upgradeRequest(path: string, host: string, headers: Readonly<Record<string, string>> = {}): string {
  const all = {
    Host: host,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    ...headers,
  };
  return `GET ${path} HTTP/1.1\r\n${Object.entries(all)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`;
}

/** A frame of any first byte (FIN 0x80, reserved bits 0x70, opcode 0x0f), masked as a client's must be, or not. */
export function bareFrame(firstByte: number, payload: Buffer, masked = true): Buffer {
  const { length } = payload;
  const size = length < 126 ? Buffer.from([length]) : length < 65_536 ? Buffer.from([126, length >> 8, length & 255]) : longSize(length);
  size[0] = (size[0] ?? 0) | (masked ? 0x80 : 0);
  const bytes = masked ? payload.map((byte, i) => byte ^ (MASK[i % 4] ?? 0)) : payload;
  return Buffer.concat([Buffer.from([firstByte]), size, ...(masked ? [MASK] : []), bytes]);
}

function longSize(length: number): Buffer {
  const size = Buffer.alloc(9);
  size[0] = 127;
  size.writeBigUInt64BE(BigInt(length), 1);
  return size;
}

export function maskedText(text: string): Buffer {
  return bareFrame(0x81, Buffer.from(text));
}
