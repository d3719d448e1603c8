/** Which guests this gateway has made members of which channels, and for which sockets. */
import type { Person, Refusal } from '@maru/contracts';
import type { ClientSocket } from '../sockets/client-socket.js';

interface Membership {
  readonly guest: Person;
  readonly channelId: number;
  readonly joined: Promise<Refusal | undefined>;
  readonly sockets: Set<ClientSocket>;
}

export class GuestMemberships {
  private readonly memberships = new Map<string, Membership>();
  /** For whom each socket has spoken. */
  private readonly bySocket = new Map<ClientSocket, Set<string>>();

  /** Resolves when he is a member, or to why he is none. Of several sockets that speak for him at once one asks. */
  async hold(
    guest: Person,
    channelId: number,
    socket: ClientSocket,
    join: () => Promise<Refusal | undefined>,
  ): Promise<Refusal | undefined> {
    const key = keyOf(guest, channelId);
    let membership = this.memberships.get(key);
    if (membership === undefined) {
      membership = { guest, channelId, joined: join(), sockets: new Set() };
      this.memberships.set(key, membership);
    }
    membership.sockets.add(socket);
    this.bySocket.set(socket, (this.bySocket.get(socket) ?? new Set()).add(key));
    const refused = await membership.joined;
    if (refused !== undefined && this.memberships.get(key) === membership) this.memberships.delete(key);
    return refused;
  }

  forget(guest: Person, channelId: number): void {
    this.memberships.delete(keyOf(guest, channelId));
  }

  /** Those for whom it was the last socket: they are members here no more. */
  release(socket: ClientSocket): Membership[] {
    const ended: Membership[] = [];
    for (const key of this.bySocket.get(socket) ?? []) {
      const membership = this.memberships.get(key);
      if (membership?.sockets.delete(socket) !== true || membership.sockets.size > 0) continue;
      this.memberships.delete(key);
      ended.push(membership);
    }
    this.bySocket.delete(socket);
    return ended;
  }
}

function keyOf({ userId }: Person, channelId: number): string {
  return `${userId}:${channelId}`;
}
