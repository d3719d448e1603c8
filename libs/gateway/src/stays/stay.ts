/** One socket of a session behind a door: what its client says, and what its dialect may have done in its user's name. */
import type { Refusal } from '@maru/contracts';
import type { RequestFields } from '../dialects/dialect.js';
import type { Admission } from '../dialects/door.js';
import type { ClientSocket } from '../sockets/client-socket.js';
import type { Sockets } from '../sockets/sockets.js';
import { Hearing } from '../visits/hearing.js';
import type { Petitions } from './petitions.js';

export class Stay extends Hearing {
  constructor(
    socket: ClientSocket,
    private readonly admission: Admission,
    private readonly sockets: Sockets,
    private readonly petitions: Petitions,
  ) {
    super(socket);
  }

  /** A request of `maru.1`, as if its client had sent it: resolves when it is done, or to why not. */
  ask(frame: RequestFields): Promise<Refusal | undefined> {
    return this.petitions.ask(this.socket, frame);
  }

  /** For what is no request of ours, but costs something. */
  takeTurn(): Promise<Refusal | undefined> {
    return this.petitions.takeTurn(this.socket);
  }

  /** A notice in `maru.1`. */
  tellUser(userId: number, frame: string): Promise<void> {
    return this.petitions.tellUser(userId, frame);
  }

  isMember(channelId: number): boolean {
    return this.sockets.hears(this.socket.userId, channelId);
  }

  /** Resolves when what is written in a channel of its user's cannot pass it by; rejects where that takes too long. */
  async untilMember(channelId: number): Promise<void> {
    if (!this.isMember(channelId)) await this.petitions.inTime(this.sockets.untilHears(this.socket.userId, channelId));
  }

  /** A public channel, of which its user need not be a member. Not for ever: one that is public no more is heard no more. */
  overhear(channelId: number): Promise<void> {
    return this.sockets.overhear(this.socket, channelId);
  }

  overhearNoMore(channelId: number): void {
    this.sockets.overhearNoMore(this.socket, channelId);
  }

  protected understand(text: string): Promise<void> {
    return this.admission.hears(text, this);
  }
}
