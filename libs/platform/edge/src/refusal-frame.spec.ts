import { ErrorFrame } from '@maru/contracts';
import { expect, it } from 'vitest';
import { refusalFrame } from './refusal-frame.js';

const refusal = { code: 'RATE_LIMITED', message: 'Too many.', retryAfterMs: 900 } as const;

it('writes the type first, and fits the contract', () => {
  const frame = refusalFrame('WRITE_MESSAGE', refusal, 'r1');
  expect(frame).toMatch(/^\{"type":"ERROR",/);
  expect(ErrorFrame.parse(JSON.parse(frame))).toEqual({
    type: 'ERROR',
    requestId: 'r1',
    messageType: 'WRITE_MESSAGE',
    code: 'RATE_LIMITED',
    message: 'Too many.',
    retryable: true,
    retryAfterMs: 900,
  });
});

it('leaves out what is not there, and cuts a long type between characters', () => {
  const frame = JSON.parse(refusalFrame('😀'.repeat(65), { code: 'UNKNOWN_TYPE', message: 'No.' }));
  expect(frame).toEqual({ type: 'ERROR', messageType: '😀'.repeat(64), code: 'UNKNOWN_TYPE', message: 'No.', retryable: false });
});
