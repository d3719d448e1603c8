/** Text as the bytes of one WebSocket frame, from a server: no mask. Made once, written to many sockets. */
import type { Dialect } from '../dialects/dialect.js';

const FINAL_TEXT = 0x81;

export function frameText(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = FINAL_TEXT;
  if (header === 2) frame[1] = length;
  else if (header === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeUInt32BE(0, 2);
    frame.writeUInt32BE(length, 6);
  }
  frame.write(text, header, 'utf8');
  return frame;
}

type Framing = Pick<Dialect, 'frame'>;

/** As the lines of this dialect take it. */
export function framed({ frame }: Framing, text: string): Buffer {
  return frame === undefined ? frameText(text) : frame(text);
}

let lastPage: { readonly texts: readonly string[]; readonly framing: Framing['frame']; readonly bytes: Buffer } | undefined;

/** A page of texts as one piece of bytes: the same for all who are told the same page, one after the other. */
export function sharedPage(dialect: Framing, texts: readonly string[]): Buffer {
  const known = lastPage;
  const isSame = known?.texts.length === texts.length && known.texts.every((text, index) => text === texts[index]);
  if (isSame && known.framing === dialect.frame) return known.bytes;
  lastPage = { texts, framing: dialect.frame, bytes: Buffer.concat(texts.map((text) => framed(dialect, text))) };
  return lastPage.bytes;
}

let last: { readonly text: string; readonly framing: Framing['frame']; readonly frame: Buffer } | undefined;

/** The same frame for all who are told the same, one after the other. */
export function sharedFrame(dialect: Framing, text: string): Buffer {
  if (last?.text !== text || last.framing !== dialect.frame) last = { text, framing: dialect.frame, frame: framed(dialect, text) };
  return last.frame;
}
