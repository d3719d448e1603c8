import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StompError, VERSIONS, type Version, writeFrame } from './stomp-frames.js';
import { StompParser } from './stomp-parser.js';

const MOST = 65_536;

function parse(chunks: readonly (string | Buffer)[], version: Version = '1.2', most = MOST) {
  const parser = new StompParser(most);
  parser.version = version;
  return chunks.flatMap((chunk) =>
    [...parser.read(Buffer.from(chunk))].map(({ command, headers, body }) => ({
      command,
      headers: Object.fromEntries(headers),
      body: body.toString(),
    })),
  );
}

function faultOf(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('StompParser', () => {
  it('reads frames with and without a length, and heart-beats between them', () => {
    expect(parse(['\n\nSEND\ndestination:/a\n\nhello\0\n\r\nSEND\r\ndestination:/b\r\ncontent-length:3\r\n\r\na\0b\0\n'])).toEqual([
      { command: 'SEND', headers: { destination: '/a' }, body: 'hello' },
      { command: 'SEND', headers: { destination: '/b', 'content-length': '3' }, body: 'a\0b' },
    ]);
    expect(parse(['\n', '\r\n', ''])).toEqual([]);
  });

  it('takes the first of a repeated header', () => {
    expect(parse(['SEND\na:1\na:2\n\n\0'])[0]?.headers).toEqual({ a: '1' });
  });

  it('unescapes as the version has it', () => {
    const text = 'SEND\na\\cb:x\\\\n\\ny\n\n\0';
    expect(parse([text], '1.2')[0]?.headers).toEqual({ 'a:b': 'x\\n\ny' });
    expect(parse([text], '1.1')[0]?.headers).toEqual({ 'a:b': 'x\\n\ny' });
    expect(parse([text], '1.0')[0]?.headers).toEqual({ 'a\\cb': 'x\\\\n\\ny' });
    expect(parse(['SEND\na:\\r\n\n\0'], '1.2')[0]?.headers).toEqual({ a: '\r' });
    expect(() => parse(['SEND\na:\\r\n\n\0'], '1.1')).toThrow(StompError);
    expect(parse(['CONNECT\na:\\t\n\n\0'])[0]?.headers).toEqual({ a: '\\t' });
  });

  it.each([
    ['an escape that does not exist', 'SEND\na:\\t\n\n\0'],
    ['an escape that ends', 'SEND\na:b\\\n\n\0'],
    ['no colon', 'SEND\nabc\n\n\0'],
    ['no name', 'SEND\n:b\n\n\0'],
    ['an end within the headers', 'SEND\na:b\0'],
    ['an end within the command', 'SEND\0'],
    ['a length that is no number', 'SEND\ncontent-length:x\n\nabc\0'],
    ['a negative length', 'SEND\ncontent-length:-1\n\nabc\0'],
    ['a body longer than its length', 'SEND\ncontent-length:2\n\nabc\0'],
    ['a length beyond what is allowed', `SEND\ncontent-length:${MOST}\n\n`],
    ['too many headers', `SEND\n${'a:b\n'.repeat(70)}\n\0`],
    ['a header without end', `SEND\na:${'x'.repeat(9_000)}`],
    ['a body without end', `SEND\n\n${'x'.repeat(MOST)}`],
    ['a body too large', `SEND\n\n${'x'.repeat(MOST)}\0`],
  ])('throws at %s', (_what, text) => {
    expect(() => parse([text])).toThrow(StompError);
  });

  it('hands over what came before what it throws at, and names whose receipt it was', () => {
    const parser = new StompParser(MOST);
    const seen: string[] = [];
    const all = () => {
      for (const { command } of parser.read(Buffer.from('SEND\n\na\0SEND\nreceipt:r7\ncontent-length:1\n\nabc\0'))) seen.push(command);
    };
    expect(all).toThrow(expect.objectContaining({ receiptId: 'r7' }) as Error);
    expect(seen).toEqual(['SEND']);
  });

  it('reads what is written, however it is cut', () => {
    const word = fc.string({ unit: fc.constantFrom('a', ':', '\\', '\n', '\r', 'ü', '🙂', ' '), minLength: 1, maxLength: 8 });
    const frame = fc.record({ value: word, body: fc.string({ unit: 'binary', maxLength: 40 }) });
    const property = fc.property(fc.array(frame, { maxLength: 5 }), fc.infiniteStream(fc.integer({ min: 1, max: 30 })), (frames, cuts) => {
      const written = frames.map(({ value, body }) => {
        const length = String(Buffer.byteLength(body));
        return writeFrame(
          'SEND',
          [
            ['any', value],
            ['content-length', length],
          ],
          '1.2',
          body,
        );
      });
      let bytes = Buffer.from(written.join('\n'));
      const chunks: Buffer[] = [];
      while (bytes.length > 0) {
        const size = cuts.next().value as number;
        chunks.push(bytes.subarray(0, size));
        bytes = bytes.subarray(size);
      }
      const read = parse(chunks);
      const sent = frames.map(({ value, body }) => [value, Buffer.from(body).toString()]);
      expect(read.map(({ headers, body }) => [headers['any'], body])).toEqual(sent);
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('takes any bytes: frames, or one error', () => {
    const piece = fc.constantFrom('SEND', '\n', '\0', ':', 'a', '\\', 'content-length:3', '\r', '\u00ff');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.constantFrom(...VERSIONS), (pieces, version) => {
        expect(faultOf(() => parse(pieces, version, 64))).toSatisfy((fault) => fault === undefined || fault instanceof StompError);
      }),
      { numRuns: 1_000 },
    );
  });
});
