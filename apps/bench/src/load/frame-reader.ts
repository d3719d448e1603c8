/** Takes a server's bytes apart into frames, wherever they were cut. */
const SHORT = 126;
const LONG = 127;

export interface FrameListener {
  /** The payload lies in `bytes` from `start` to `end`, until the call returns. */
  frame(opcode: number, bytes: Buffer, start: number, end: number): void;
}

export class FrameReader {
  private rest: Buffer | undefined;

  constructor(private readonly listener: FrameListener) {}

  read(chunk: Buffer): void {
    const bytes = this.rest === undefined ? chunk : Buffer.concat([this.rest, chunk]);
    let at = 0;
    for (let end = endOfFrame(bytes, at); end !== undefined; end = endOfFrame(bytes, at)) {
      const start = at + headerOf(bytes[at + 1] ?? 0);
      this.listener.frame((bytes[at] ?? 0) & 0x0f, bytes, start, end);
      at = end;
    }
    this.rest = at === bytes.length ? undefined : bytes.subarray(at);
  }
}

function headerOf(second: number): number {
  const short = second & 0x7f;
  return short < SHORT ? 2 : short === SHORT ? 4 : 10;
}

/** Undefined: it is not all there. */
function endOfFrame(bytes: Buffer, at: number): number | undefined {
  if (bytes.length < at + 2) return undefined;
  const short = (bytes[at + 1] ?? 0) & 0x7f;
  const start = at + headerOf(short);
  if (bytes.length < start) return undefined;
  const length = short < SHORT ? short : short === LONG ? Number(bytes.readBigUInt64BE(at + 2)) : bytes.readUInt16BE(at + 2);
  return bytes.length < start + length ? undefined : start + length;
}
