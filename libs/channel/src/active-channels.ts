import { KeyValue } from '@maru/ports';
import { Injectable } from '@nestjs/common';

const TTL_MS = 30 * 24 * 3_600_000;

/**
 * Which channel a session has entered. A hint beside the truth: whoever reads it looks whether the user is still a member.
 * Its writes may come twice, so they may stand in a unit of work.
 */
@Injectable()
export class ActiveChannels {
  constructor(private readonly keyValue: KeyValue) {}

  async enter(userId: number, sessionId: string, channelId: number): Promise<void> {
    await this.keyValue.hashSet(keyOf(userId), sessionId, String(channelId), { ttlMs: TTL_MS, keep: true });
  }

  async leave(userId: number, sessionId: string): Promise<void> {
    await this.keyValue.hashDelete(keyOf(userId), sessionId);
  }

  async find(userId: number, sessionId: string): Promise<number | undefined> {
    const channelId = await this.keyValue.hashGet(keyOf(userId), sessionId);
    return channelId === undefined ? undefined : Number(channelId);
  }

  /** He is no member there any more: none of his sessions has it as active channel. */
  async forget(userId: number, channelId: number): Promise<void> {
    const sessions = await this.keyValue.hashGetAll(keyOf(userId));
    const there = [...sessions].filter(([, active]) => active === String(channelId)).map(([sessionId]) => sessionId);
    if (there.length > 0) await this.keyValue.hashDelete(keyOf(userId), ...there);
  }

  async forgetUser(userId: number): Promise<void> {
    await this.keyValue.delete(keyOf(userId));
  }
}

function keyOf(userId: number): string {
  return `active:{${userId}}`;
}
