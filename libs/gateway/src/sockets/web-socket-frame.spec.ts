import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { Receiver } from 'ws';
import { frameText } from './web-socket-frame.js';

/** What the library's own parser reads in our bytes. */
function received(bytes: Buffer): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const texts: string[] = [];
    const receiver = new Receiver({ isServer: false });
    receiver.on('message', (data: Buffer) => texts.push(data.toString()));
    receiver.on('error', reject);
    receiver.on('finish', () => resolve(texts));
    receiver.end(bytes);
  });
}

it.each([0, 1, 125, 126, 127, 65_535, 65_536, 70_000])('frames a text of %i bytes', async (length) => {
  const text = 'a'.repeat(length);
  expect(await received(frameText(text))).toEqual([text]);
});

it('frames any text, and frames side by side are read apart', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme', maxLength: 300 }), { minLength: 1, maxLength: 5 }), async (texts) => {
      expect(await received(Buffer.concat(texts.map(frameText)))).toEqual(texts);
    }),
    { numRuns: 50 },
  );
});
