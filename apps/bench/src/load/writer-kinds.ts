/** How each server is written to, and how its acks look. */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Handshake } from './handshakes.js';
import { LeanSocket } from './lean-socket.js';

export type WriterKind = 'maru' | 'ws' | 'socket.io' | 'nats';

export interface Writer {
  write(content: string, id: string): void;
  /** Told of each ack (true) or refusal (false), in the order of the messages. */
  acked: (stored: boolean) => void;
}

export async function openWriter(kind: WriterKind, how: Handshake, channelId: number): Promise<Writer> {
  if (kind === 'nats') return await natsWriter(how.port);
  const socket = await LeanSocket.open(how);
  const writer: Writer = { acked: () => undefined, write: (content, id) => socket.say(frameOf(kind, channelId, content, id)) };
  if (kind === 'socket.io') socket.say('40');
  // By the letters behind `{"type":"`: most frames are messages, and nobody here wants to read them.
  if (kind === 'maru')
    socket.heard = (bytes, start) => {
      const letter = bytes[start + 9];
      if (letter === LETTER_OF_ACK) writer.acked(true);
      else if (letter === LETTER_OF_ERROR) writer.acked(false);
    };
  return writer;
}

const LETTER_OF_ACK = 'W'.charCodeAt(0);
const LETTER_OF_ERROR = 'E'.charCodeAt(0);

function frameOf(kind: WriterKind, channelId: number, content: string, clientMessageId: string): string {
  if (kind === 'socket.io') return `42${JSON.stringify(['message', { type: 'WRITE_MESSAGE', channelId, clientMessageId, content }])}`;
  return JSON.stringify({ type: 'WRITE_MESSAGE', channelId, clientMessageId, content });
}

async function natsWriter(port: number): Promise<Writer> {
  const line = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(line, 'data');
  line.write('CONNECT {"verbose":false}\r\n');
  line.resume();
  return { acked: () => undefined, write: (content) => void line.write(`PUB channel ${content.length}\r\n${content}\r\n`) };
}
