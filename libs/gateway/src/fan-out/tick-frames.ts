/** The bytes of one tick in one dialect: each message framed once, all of them joined once, and only if somebody needs them so. */
import type { MessageDelivery } from '@maru/contracts';
import type { Dialect } from '../dialects/dialect.js';
import { frameText } from '../sockets/web-socket-frame.js';

export class TickFrames {
  private readonly frames: Buffer[] = [];
  private joined: Buffer | undefined;

  constructor(
    private readonly dialect: Dialect,
    private readonly entries: readonly MessageDelivery[],
  ) {}

  get shared(): Buffer {
    if (this.joined === undefined) {
      const frames = this.entries.map((_, index) => this.each(index));
      this.joined = frames.length === 1 ? (frames[0] as Buffer) : Buffer.concat(frames);
    }
    return this.joined;
  }

  each(index: number): Buffer {
    return (this.frames[index] ??= this.framed(this.entries[index]?.frame));
  }

  own(index: number): Buffer {
    return this.framed(this.entries[index]?.own);
  }

  private framed(encoded: string | undefined): Buffer {
    return frameText(this.dialect.writeMessage(encoded ?? ''));
  }
}
