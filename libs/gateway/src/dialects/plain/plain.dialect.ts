/** The plain dialect (protocol 4): older clients, whose decoders refuse a frame with one field more than they know. */
import type { AnswerFrame, NotificationFrame } from '@maru/contracts';
import type { Asked, Dialect, Incoming, Listener } from '../dialect.js';
import { readObject } from '../read-object.js';
import { plainAnswer, plainNotification } from './plain.answers.js';
import { meantByCreate, plainRequests } from './plain.requests.js';

function read(text: string): Incoming {
  const object = readObject(text);
  if (!object.ok) return object;
  const { messageType, fields } = object;
  const request = Object.hasOwn(plainRequests, fields.type) ? plainRequests[fields.type] : undefined;
  if (request === undefined) return { ok: false, messageType, code: 'UNKNOWN_TYPE' };
  const known = Object.fromEntries(request.fields.filter((field) => field in fields).map((field) => [field, fields[field]]));
  const meant = request.means === 'CREATE_REQUEST' ? meantByCreate(known) : known;
  return { ok: true, messageType, frame: { ...meant, type: request.means } };
}

function writeAnswer(encoded: string, asked: Asked, listener: Listener, other?: string): string | undefined {
  const type = plainRequests[asked.messageType]?.answer;
  const fields = type === undefined ? undefined : plainAnswer(JSON.parse(encoded) as AnswerFrame, listener, other);
  return fields === undefined ? undefined : JSON.stringify({ type, ...fields });
}

function writeNotification(encoded: string, listener: Listener): string | undefined {
  const frame = plainNotification(JSON.parse(encoded) as NotificationFrame, listener);
  return frame === undefined ? undefined : JSON.stringify(frame);
}

const NOBODY: Listener = { username: '', activeChannelId: undefined };

export const plain: Dialect = {
  name: 'plain',
  greets: false,
  read,
  writeAnswer,
  writeRefusal: ({ message }, { messageType }) => JSON.stringify({ type: 'ERROR', messageType, message }),
  writeNotification,
  hearsMessages: (channelId, listener) => listener.activeChannelId === channelId,
  writeMessage: (encoded) => writeNotification(encoded, NOBODY) ?? encoded,
};
