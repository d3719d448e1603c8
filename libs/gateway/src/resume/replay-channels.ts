/** RESUME: what was missed in each channel, in order, or that the client must start afresh there. A hole is never hidden. */
import { ReplayMessages } from '@maru/contracts';
import type { Person } from '@maru/contracts';
import { Queries } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Lanes } from '../fan-out/lanes.js';
import type { ClientSocket } from '../sockets/client-socket.js';

/** Channels that are asked for at once: each has up to 300 messages to hold until its turn. */
const AHEAD = 8;

type Missed = z.output<typeof ReplayMessages.answer>;
const RESET: Missed = { reset: true, frames: [] };

@Injectable()
export class ReplayChannels {
  constructor(
    private readonly queries: Queries,
    private readonly lanes: Lanes,
  ) {}

  /**
   * Tells all channels but the last, which whoever answers tells, so that it leaves with the answer.
   * What comes live meanwhile is held by the conversation, from the arrival of the frame until it is answered.
   */
  async replay(socket: ClientSocket, person: Person, cursors: ReadonlyMap<number, number>): Promise<() => void> {
    const asking: { channelId: number; afterSequence: number; missed: Promise<Missed> }[] = [];
    const first = async (): Promise<() => void> => {
      const asked = asking.shift();
      if (asked === undefined) return () => undefined;
      const { channelId, afterSequence } = asked;
      const missed = await asked.missed;
      return () => socket.replayed(channelId, this.tell(socket, channelId, afterSequence, missed));
    };
    for (const [channelId, afterSequence] of cursors) {
      const missed = this.ask(socket, person, channelId, afterSequence);
      // One that fails is told of in its turn.
      missed.catch(() => undefined);
      asking.push({ channelId, afterSequence, missed });
      if (asking.length === AHEAD) (await first())();
    }
    while (asking.length > 1) (await first())();
    return await first();
  }

  private async ask(socket: ClientSocket, person: Person, channelId: number, afterSequence: number): Promise<Missed> {
    return this.hears(socket, channelId) ? await this.queries.ask(ReplayMessages, { person, channelId, afterSequence }) : RESET;
  }

  /** The last sequence that the replay told. After a RESET everything that was held is let go: the client has nothing of it. */
  private tell(socket: ClientSocket, channelId: number, afterSequence: number, missed: Missed): number {
    // Who left the channel while it was read for him hears nothing of it any more.
    if (missed.reset || !this.hears(socket, channelId)) {
      socket.notify(JSON.stringify({ type: 'RESET', channelId: { id: channelId } }));
      return 0;
    }
    socket.tellPage(missed.frames.map((frame) => socket.dialect.writeMessage(frame)));
    return afterSequence + missed.frames.length;
  }

  private hears(socket: ClientSocket, channelId: number): boolean {
    return this.lanes.find(channelId)?.has(socket) === true;
  }
}
