/**
 * Live messages that wait behind the replay of their channel, from the arrival of RESUME to its SYNCED. Of several RESUMEs the last one lets go.
 * What a replay told is not told again when it comes live behind it: a replay reads what is committed, which may not be delivered yet.
 */
interface Replay {
  holds: number;
  told: number;
  readonly frames: { readonly messageSequence: number; readonly bytes: Buffer }[];
}

export class HeldMessages {
  private readonly replays = new Map<number, Replay>();
  bytes = 0;

  concerns(channelId: number): boolean {
    return this.replays.has(channelId);
  }

  begin(channelId: number): void {
    const replay = this.replays.get(channelId) ?? { holds: 0, told: 0, frames: [] };
    replay.holds += 1;
    this.replays.set(channelId, replay);
  }

  told(channelId: number, upTo: number): void {
    const replay = this.replays.get(channelId);
    if (replay !== undefined) replay.told = upTo;
  }

  /** True: it waits, or was told already. */
  take(channelId: number, messageSequence: number, bytes: Buffer): boolean {
    const replay = this.replays.get(channelId);
    if (replay === undefined) return false;
    if (replay.holds === 0) {
      if (messageSequence <= replay.told) return true;
      this.replays.delete(channelId);
      return false;
    }
    replay.frames.push({ messageSequence, bytes });
    this.bytes += bytes.length;
    return true;
  }

  drop(channelId: number): void {
    for (const { bytes } of this.replays.get(channelId)?.frames.splice(0) ?? []) this.bytes -= bytes.length;
  }

  /** What may be written now. */
  end(channelId: number): Buffer[] {
    const replay = this.replays.get(channelId);
    if (replay === undefined || --replay.holds > 0) return [];
    const { told } = replay;
    const frames = replay.frames.splice(0);
    for (const { bytes } of frames) this.bytes -= bytes.length;
    const free = frames.filter(({ messageSequence }) => messageSequence > told);
    if (told === 0 || free.length > 0) this.replays.delete(channelId);
    return free.map(({ bytes }) => bytes);
  }
}
