/** What the gateway answers itself: being alive, who is there, and coming back. */
import type { RequestFrame } from '@maru/contracts';
import { Injectable } from '@nestjs/common';
import { FollowPresence } from '../follow-presence/follow-presence.js';
import { ReplayChannels } from '../resume/replay-channels.js';
import { Frame } from './frame.decorator.js';
import type { Asking, Reply } from './frame.decorator.js';

@Injectable()
export class SessionFrames {
  constructor(
    private readonly presence: FollowPresence,
    private readonly replay: ReplayChannels,
  ) {}

  @Frame('KEEP_ALIVE')
  async keepAlive(_frame: RequestFrame<'KEEP_ALIVE'>, _asking: Asking): Promise<Reply> {
    return { answer: { type: 'KEEP_ALIVE_RESPONSE' } };
  }

  @Frame('FETCH_PRESENCE_REQUEST')
  async fetchPresence({ usernames }: RequestFrame<'FETCH_PRESENCE_REQUEST'>, { socket }: Asking): Promise<Reply> {
    return { answer: { type: 'FETCH_PRESENCE_RESPONSE', presences: await this.presence.follow(socket, usernames) } };
  }

  @Frame('RESUME')
  async resume({ channels }: RequestFrame<'RESUME'>, { socket, person }: Asking): Promise<Reply> {
    const tellFirst = await this.replay.replay(socket, person, new Map(channels));
    return { answer: { type: 'SYNCED' }, tellFirst };
  }
}
