/** Our own protocol, version 1: what services encode is what goes out; answers get the `requestId` of their request. */
import { frameErrorTexts, requests } from '@maru/contracts';
import type { Refusal, RequestType } from '@maru/contracts';
import type { Asked, Dialect, Incoming } from '../dialect.js';
import { readObject, requestIdIn } from '../read-object.js';

function isRequestType(type: string): type is RequestType {
  return Object.hasOwn(requests, type);
}

function read(text: string): Incoming {
  const object = readObject(text);
  if (!object.ok) return object;
  const { messageType, fields } = object;
  const { type } = fields;
  if (isRequestType(type)) return { ok: true, messageType, frame: { ...fields, type } };
  return { ok: false, messageType, code: 'UNKNOWN_TYPE', ...requestIdIn(fields) };
}

function writeAnswer(encoded: string, asked: Asked): string {
  if (asked.requestId === undefined) return encoded;
  return `${encoded.slice(0, -1)},"requestId":${JSON.stringify(asked.requestId)}}`;
}

function writeRefusal(refusal: Refusal, asked: Asked): string {
  const { code, message, retryAfterMs } = refusal;
  const { messageType, requestId } = asked;
  const { retryable } = frameErrorTexts[code];
  return JSON.stringify({ type: 'ERROR', messageType, code, message, requestId, retryable, retryAfterMs });
}

export const maru1: Dialect = {
  name: 'maru.1',
  greets: true,
  read,
  writeAnswer,
  writeRefusal,
  writeNotification: (encoded) => encoded,
  hearsMessages: () => true,
  writeMessage: (encoded) => encoded,
};
