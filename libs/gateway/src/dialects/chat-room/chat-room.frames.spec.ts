import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localTime } from '../local-time.js';
import { encodeItem, readItem } from './chat-room.frames.js';

const ROOM = 'plaza';

describe('an item', () => {
  it('has what was said, the room, and the time without a zone', () => {
    const at = new Date(2026, 10, 21, 9, 5, 3, 7).getTime();
    expect(localTime(at)).toBe('2026-11-21T09:05:03.007000');
    expect(JSON.parse(encodeItem({ username: 'mina', content: 'hi', createdAt: at }, ROOM))).toEqual({
      username: 'mina',
      content: 'hi',
      room_id: ROOM,
      timestamp: '2026-11-21T09:05:03.007000',
    });
  });

  it('keeps every field of any message as it came, but for the time', () => {
    const fields = fc.dictionary(fc.string({ unit: 'binary', maxLength: 8 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 5 });
    const length = (more: object) => JSON.stringify(more).length;
    fc.assert(
      fc.property(
        fields.filter((more) => length(more) < 3_000),
        fc.string(),
        fc.string(),
        (more, username, content) => {
          const text = JSON.stringify({ ...more, username, content });
          const { timestamp, ...item } = JSON.parse(encodeItem({ ...understood(text), createdAt: 0 }, ROOM)) as Record<string, unknown>;
          const { timestamp: _, ...said }: Record<string, unknown> = { room_id: ROOM, ...(JSON.parse(text) as object) };
          expect([item, timestamp]).toEqual([said, localTime(0)]);
        },
      ),
    );
  });

  it('is never made of what is none', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' })), (text) => {
        const heard = readItem(text, ROOM);
        const isItem = typeof heard === 'object' && 'content' in heard;
        expect(isItem).toBe(isItem && understood(text).content === (JSON.parse(text) as { content: unknown }).content);
      }),
    );
  });
});

function understood(text: string) {
  const heard = readItem(text, ROOM);
  if (typeof heard === 'string' || 'wrong' in heard) throw new Error(`not understood: ${text}`);
  return heard;
}
