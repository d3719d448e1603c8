/** RESUME: what was missed in each channel, in order, or that the client must start afresh there. A hole is never hidden. */
import { ReplayMessages } from '@maru/contracts';
import type { Person } from '@maru/contracts';
import { Queries } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import type { ClientSocket } from '../sockets/client-socket.js';
import { frameText } from '../sockets/web-socket-frame.js';

@Injectable()
export class ReplayChannels {
  constructor(private readonly queries: Queries) {}

  /** What came live meanwhile is let go behind SYNCED, which the caller answers: hence on the next turn of the loop. */
  async replay(socket: ClientSocket, person: Person, cursors: ReadonlyMap<number, number>): Promise<void> {
    const replayed = new Map<number, number>();
    try {
      for (const [channelId, afterSequence] of cursors) {
        socket.hold(channelId);
        replayed.set(channelId, await this.replayChannel(socket, person, channelId, afterSequence));
      }
    } finally {
      setImmediate(() => {
        for (const channelId of cursors.keys()) socket.release(channelId, replayed.get(channelId) ?? 0);
      });
    }
  }

  /** The last sequence that the replay told. After a RESET everything that was held is let go: the client has nothing of it. */
  private async replayChannel(socket: ClientSocket, person: Person, channelId: number, afterSequence: number): Promise<number> {
    const missed = await this.queries.ask(ReplayMessages, { person, channelId, afterSequence });
    if (missed.reset) {
      socket.notify(JSON.stringify({ type: 'RESET', channelId: { id: channelId } }));
      return 0;
    }
    for (const { frame } of missed.messages) socket.write(frameText(socket.dialect.writeMessage(frame)));
    return missed.messages.at(-1)?.messageSequence ?? afterSequence;
  }
}
