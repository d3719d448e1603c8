/** RESUME: what was missed in each channel, in order, or that the client must start afresh there. A hole is never hidden. */
import { ReplayMessages } from '@maru/contracts';
import type { Person } from '@maru/contracts';
import { Queries } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import { Lanes } from '../fan-out/lanes.js';
import type { ClientSocket } from '../sockets/client-socket.js';
import { frameText } from '../sockets/web-socket-frame.js';

@Injectable()
export class ReplayChannels {
  constructor(
    private readonly queries: Queries,
    private readonly lanes: Lanes,
  ) {}

  /** What comes live meanwhile is held by the conversation, from the arrival of the frame until it is answered. */
  async replay(socket: ClientSocket, person: Person, cursors: ReadonlyMap<number, number>): Promise<void> {
    for (const [channelId, afterSequence] of cursors)
      socket.replayed(channelId, await this.replayChannel(socket, person, channelId, afterSequence));
  }

  /** The last sequence that the replay told. After a RESET everything that was held is let go: the client has nothing of it. */
  private async replayChannel(socket: ClientSocket, person: Person, channelId: number, afterSequence: number): Promise<number> {
    const missed = await this.queries.ask(ReplayMessages, { person, channelId, afterSequence });
    // Who left the channel while it was read for him hears nothing of it any more.
    if (missed.reset || this.lanes.find(channelId)?.has(socket) !== true) {
      socket.notify(JSON.stringify({ type: 'RESET', channelId: { id: channelId } }));
      return 0;
    }
    for (const { frame } of missed.messages) socket.write(frameText(socket.dialect.writeMessage(frame)));
    return missed.messages.at(-1)?.messageSequence ?? afterSequence;
  }
}
