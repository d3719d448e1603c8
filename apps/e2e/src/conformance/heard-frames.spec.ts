/** The ear itself: a check that hears nothing wrong is worth as much as what it would have heard. */
import { describe, expect, it } from 'vitest';
import { expectedReply, wrongReply } from './expected-replies.fixture.js';
import { wrongWith } from './heard-frames.fixture.js';

const error = { type: 'ERROR', messageType: 'LEAVE_REQUEST', code: 'RATE_LIMITED', message: 'x', retryable: true, retryAfterMs: 5 };

describe('hears nothing wrong in', () => {
  it.each([
    ['maru.1', { type: 'QUIT_RESPONSE', channelId: { id: 4 }, requestId: 'r' }],
    ['maru.1', error],
    ['plain', { type: 'QUIT_RESPONSE', channelId: 4 }],
    ['plain', { type: 'ERROR', messageType: 'X', message: 'x' }],
  ] as const)('%s: %j', (dialect, frame) => expect(wrongWith(dialect, JSON.stringify(frame))).toBeUndefined());
});

describe('hears what is wrong in', () => {
  it.each([
    ['maru.1', { channelId: { id: 4 }, type: 'QUIT_RESPONSE' }],
    ['maru.1', { type: 'QUIT_RESPONSE', channelId: 4 }],
    ['maru.1', { type: 'QUIT_RESPONSE', channelId: { id: 4, title: 'x' } }],
    ['maru.1', { type: 'QUIT_RESPONSE', channelId: { id: 4 }, title: 'x' }],
    ['maru.1', { type: 'QUIT_RESPONSE', channelId: { id: 4 }, requestId: null }],
    ['maru.1', { type: 'INVENTED' }],
    ['maru.1', { ...error, retryable: false }],
    ['maru.1', { ...error, retryAfterMs: undefined }],
    ['maru.1', { ...error, code: 'INTERNAL' }],
    ['maru.1', { ...error, code: 'NOT_OWNER', retryable: false }],
    ['maru.1', { ...error, messageType: 'KEEP_ALIVE', code: 'UNKNOWN_TYPE', retryable: false }],
    ['maru.1', { ...error, message: undefined }],
    ['plain', { type: 'QUIT_RESPONSE', channelId: { id: 4 } }],
    ['plain', { type: 'QUIT_RESPONSE', channelId: 4, requestId: 'r' }],
    ['plain', { type: 'HELLO' }],
    ['plain', { type: 'ERROR', messageType: 'X', message: 'x', code: 'INVALID_FIELD' }],
    ['plain', { type: 'NOTIFY_MESSAGE', channelId: 4, username: 'a', content: 'b', messageSequence: 1 }],
  ] as const)('%s: %j', (dialect, frame) => expect(wrongWith(dialect, JSON.stringify(frame))).toMatch(/./));
});

it.each([
  ['{"type":"LEAVE_REQUEST","requestId":"r"}', { type: 'LEAVE_RESPONSE', requestId: 'r' }, undefined],
  ['{"type":"LEAVE_REQUEST","requestId":"r"}', { type: 'LEAVE_RESPONSE' }, 'another requestId'],
  ['{"type":"LEAVE_REQUEST"}', { type: 'QUIT_RESPONSE' }, 'another type'],
  ['{"type":"LEAVE_REQUEST"}', undefined, 'silence'],
  ['{"type":"NONSENSE"}', { ...error, messageType: 'NONSENSE', code: 'UNKNOWN_TYPE' }, undefined],
  ['{"type":"NONSENSE"}', { ...error, messageType: 'NONSENSE', code: 'INVALID_FRAME' }, 'another code'],
  ['{"type":5}', { ...error, messageType: '5', code: 'INVALID_FRAME' }, 'another type'],
  ['{', { ...error, messageType: 'UNKNOWN', code: 'INVALID_JSON' }, undefined],
])('of %s and %j it says: %s', (text, reply, wrong) => {
  expect(wrongReply(expectedReply('maru.1', text), reply)).toBe(wrong);
});
