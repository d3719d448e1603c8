/**
 * How messages and notices pass the lanes on their way to STOMP sockets: one form for all of them, packed so that several stand in one
 * buffer. Each socket's line writes its own frames of it, because each of its subscriptions has a head of its own.
 */
import { isSameName, type NotificationFrame } from '@maru/contracts';
import type { DoorDialect, Listener } from '../dialect.js';

/** A frame for this client alone, as it is; a message, behind its sender's number; a notice. */
export type Passing = { readonly frame: string } | { readonly senderId: number; readonly encoded: string } | { readonly encoded: string };

const LENGTH = 4;

function pack(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const packed = Buffer.allocUnsafe(LENGTH + length);
  packed.writeUInt32BE(length, 0);
  packed.write(text, LENGTH);
  return packed;
}

export function* unpack(packed: Buffer): Generator<Passing> {
  for (let begin = 0; begin < packed.length;) {
    const end = begin + LENGTH + packed.readUInt32BE(begin);
    yield passingOf(packed.toString('utf8', begin + LENGTH, end));
    begin = end;
  }
}

function passingOf(text: string): Passing {
  const rest = text.slice(1);
  if (text.startsWith('F')) return { frame: rest };
  if (text.startsWith('N')) return { encoded: rest };
  const head = rest.indexOf('\n');
  return { senderId: Number(rest.slice(0, head)), encoded: rest.slice(head + 1) };
}

/** For `Stay.tell`. */
export function alone(frame: string): string {
  return `F${frame}`;
}

function writeNotification(encoded: string, listener: Listener): string | undefined {
  const frame = JSON.parse(encoded) as NotificationFrame;
  switch (frame.type) {
    case 'NOTIFY_TYPING':
    case 'NOTIFY_READ':
      return isSameName(frame.username, listener.username) ? undefined : `N${encoded}`;
    case 'NOTIFY_JOIN':
      return frame.kind === 'DIRECT' ? undefined : `N${encoded}`;
    case 'NOTIFY_QUIT':
      return `N${encoded}`;
    case 'HELLO':
    case 'GOING_AWAY':
    case 'ASK_INVITE':
    case 'NOTIFY_INVITE':
    case 'NOTIFY_ACCEPT':
    case 'NOTIFY_REJECT':
    case 'NOTIFY_DISCONNECT':
    case 'NOTIFY_CHANNEL':
    case 'NOTIFY_ROLE':
    case 'NOTIFY_LEVEL':
    case 'NOTIFY_PROFILE':
    case 'NOTIFY_SETTINGS':
    case 'NOTIFY_UNREAD':
    case 'NOTIFY_PRESENCE':
    case 'NOTIFY_MESSAGE':
    case 'RESET':
      return undefined;
  }
}

export const stompDialect: DoorDialect = {
  name: 'stomp',
  greets: false,
  echoes: true,
  entersNone: true,
  frame: pack,
  writeNotification,
  hearsMessages: () => true,
  writeMessage: (encoded, senderId = 0) => `M${senderId}\n${encoded}`,
};
