import { Socket } from 'node:net';

const KEEP_ALIVE_MS = 60_000;
const LENGTH_BYTES = 4;

/**
 * A connection to a broker. Where the broker closes it, the driver strikes the broker off its list, and with the last broker all of its
 * consumers end and lose their places in their groups: the next ones wait until those places have timed out. A connection that breaks it makes
 * anew. So an end is a break; but for one in the middle of an answer, whose first half the driver would put before the next answer.
 */
export class BrokerLine extends Socket {
  /** Of the answer that is coming in. */
  private bytesLeft = 0;
  private length = Buffer.alloc(0);

  open(host: string, port: number, onConnect: () => void): this {
    this.setKeepAlive(true, KEEP_ALIVE_MS);
    this.setNoDelay(true);
    return this.connect({ host, port }, onConnect);
  }

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event === 'data' && Buffer.isBuffer(args[0])) this.follow(args[0]);
    // The driver replaces what has ended, and goes on with what has failed.
    if (event === 'error' && this.isWithinAnswer) super.emit('end');
    if (event !== 'end' || this.writableEnded || this.isWithinAnswer) return super.emit(event, ...args);
    this.destroy(new Error('the broker has gone'));
    return true;
  }

  private get isWithinAnswer(): boolean {
    return this.bytesLeft > 0 || this.length.length > 0;
  }

  /** An answer is its length, and so many bytes. */
  private follow(data: Buffer): void {
    for (let at = 0; at < data.length;) {
      if (this.bytesLeft === 0) {
        const more = data.subarray(at, at + LENGTH_BYTES - this.length.length);
        this.length = Buffer.concat([this.length, more]);
        at += more.length;
        if (this.length.length < LENGTH_BYTES) return;
        this.bytesLeft = this.length.readInt32BE();
        this.length = Buffer.alloc(0);
      }
      const taken = Math.min(this.bytesLeft, data.length - at);
      this.bytesLeft -= taken;
      at += taken;
    }
  }
}
