import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FrameReader } from './frame-reader.js';

function framed(payload: Buffer): Buffer {
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.from([0x81, length]), payload]);
  if (length < 65_536) return Buffer.concat([Buffer.from([0x81, 126, length >> 8, length & 0xff]), payload]);
  const header = Buffer.alloc(10);
  header[0] = 0x81;
  header[1] = 127;
  header.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([header, payload]);
}

it('finds every frame, wherever the bytes were cut', () => {
  const lengths = fc.array(fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constant(70_000)), { maxLength: 8 });
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1, max: 5_000 }), (sizes, cut) => {
      const payloads = sizes.map((size, index) => Buffer.alloc(size, index));
      const bytes = Buffer.concat(payloads.map(framed));
      const found: Buffer[] = [];
      const reader = new FrameReader({ frame: (_opcode, chunk, start, end) => void found.push(Buffer.from(chunk.subarray(start, end))) });
      for (let at = 0; at < bytes.length; at += cut) reader.read(bytes.subarray(at, at + cut));
      expect(found).toEqual(payloads);
    }),
    { numRuns: 50 },
  );
});
