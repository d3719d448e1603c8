/** Live messages that wait behind the replay of their channel, from the arrival of RESUME to its SYNCED. */
interface Held {
  readonly messageSequence: number;
  readonly frame: Buffer;
}

export class HeldMessages {
  private readonly channels = new Map<number, Held[]>();
  bytes = 0;

  get any(): boolean {
    return this.channels.size > 0;
  }

  begin(channelId: number): void {
    if (!this.channels.has(channelId)) this.channels.set(channelId, []);
  }

  /** False where nothing of this channel is held. */
  add(channelId: number, messageSequence: number, frame: Buffer): boolean {
    const held = this.channels.get(channelId);
    if (held === undefined) return false;
    held.push({ messageSequence, frame });
    this.bytes += frame.length;
    return true;
  }

  end(channelId: number, replayedUpTo: number): Buffer[] {
    const held = this.channels.get(channelId) ?? [];
    this.channels.delete(channelId);
    for (const { frame } of held) this.bytes -= frame.length;
    return held.filter(({ messageSequence }) => messageSequence > replayedUpTo).map(({ frame }) => frame);
  }
}
