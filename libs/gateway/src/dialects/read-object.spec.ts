import { describe, expect, it } from 'vitest';
import { maru1 } from './maru1/maru1.dialect.js';
import { plain } from './plain/plain.dialect.js';

describe.each([maru1, plain])('$name reads', (dialect) => {
  it.each([
    ['no JSON', '{"type":', 'UNKNOWN', 'INVALID_JSON'],
    ['a list', '[{"type":"KEEP_ALIVE"}]', 'UNKNOWN', 'INVALID_FRAME'],
    ['null', 'null', 'UNKNOWN', 'INVALID_FRAME'],
    ['a type that is no text', '{"type":5}', 'UNKNOWN', 'INVALID_FRAME'],
    ['a type that nobody has', '{"type":"toString"}', 'toString', 'UNKNOWN_TYPE'],
    ['a type without end', JSON.stringify({ type: '👋'.repeat(65) }), '👋'.repeat(64), 'UNKNOWN_TYPE'],
  ])('%s as bad', (_what, text, messageType, code) => {
    expect(dialect.read(text)).toMatchObject({ ok: false, messageType, code });
  });

  it('a request', () => {
    expect(dialect.read('{"type":"KEEP_ALIVE"}')).toEqual({ ok: true, messageType: 'KEEP_ALIVE', frame: { type: 'KEEP_ALIVE' } });
  });
});

it('keeps the requestId of what it cannot read, if that is one', () => {
  expect(maru1.read('{"type":null,"requestId":"a"}')).toMatchObject({ code: 'INVALID_FRAME', requestId: 'a' });
  expect(maru1.read('{"type":"NONSENSE","requestId":"a"}')).toMatchObject({ code: 'UNKNOWN_TYPE', requestId: 'a' });
  expect(maru1.read('{"type":"NONSENSE","requestId":""}')).not.toHaveProperty('requestId');
  expect(maru1.read('{"requestId":7}')).not.toHaveProperty('requestId');
});
