/** Text as the bytes of one WebSocket frame, from a server: no mask. Made once, written to many sockets. */
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

let last: { readonly text: string; readonly frame: Buffer } | undefined;

/** The same frame for all who are told the same, one after the other. */
export function sharedFrame(text: string): Buffer {
  if (last?.text !== text) last = { text, frame: frameText(text) };
  return last.frame;
}
