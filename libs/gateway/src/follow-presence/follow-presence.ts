/** A socket follows whom it asked for last: friends and oneself, nobody else. */
import { FindFriends, isSameName } from '@maru/contracts';
import type { PresenceView } from '@maru/contracts';
import { ENV, Presence, Queries } from '@maru/ports';
import type { PresenceChange, PresenceWatch } from '@maru/ports';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { GatewayEnv } from '../gateway.env.js';
import type { ClientSocket } from '../sockets/client-socket.js';

@Injectable()
export class FollowPresence implements OnModuleDestroy {
  private readonly followers = new Map<number, Set<ClientSocket>>();
  private readonly watch: PresenceWatch;
  /** Changes of those who are being looked up: newer than what is found, so told in its place. */
  private readonly meanwhile = new Map<ClientSocket, Map<number, PresenceChange>>();

  constructor(
    private readonly presence: Presence,
    private readonly queries: Queries,
    @Inject(ENV) env: GatewayEnv,
  ) {
    this.watch = presence.watch(env.MARU_GATEWAY_ID, (change) => this.tell(change));
  }

  /** Watched first, looked up then: no change falls between the two. */
  async follow(socket: ClientSocket, usernames: readonly string[]): Promise<PresenceView[]> {
    const others = usernames.filter((name) => !isSameName(name, socket.username));
    const { friends } =
      others.length === 0 ? { friends: [] } : await this.queries.ask(FindFriends, { userId: socket.userId, usernames: others });
    const self = others.length < usernames.length ? [{ userId: socket.userId, username: socket.username }] : [];
    const people = new Map([...friends, ...self].map((person) => [person.userId, person.username]));
    // Gone meanwhile, and forgotten: it must not begin to follow now.
    if (socket.isClosing) return [];
    this.forget(socket);
    socket.follows = people;
    for (const userId of people.keys()) this.addFollower(userId, socket);
    const states = await this.lookUp(socket, [...people.keys()]);
    return [...people].map(([userId, username]) => {
      const { online = false, lastSeenAt } = states.get(userId) ?? {};
      return viewOf(username, online, lastSeenAt);
    });
  }

  private async lookUp(socket: ClientSocket, userIds: readonly number[]): Promise<Map<number, Omit<PresenceChange, 'userId'>>> {
    const changes = new Map<number, PresenceChange>();
    this.meanwhile.set(socket, changes);
    try {
      const found = await this.presence.find(userIds);
      return new Map<number, Omit<PresenceChange, 'userId'>>([...found, ...changes]);
    } finally {
      this.meanwhile.delete(socket);
    }
  }

  forget(socket: ClientSocket): void {
    for (const userId of socket.follows.keys()) this.removeFollower(userId, socket);
    socket.follows = new Map();
  }

  /** They are no friends any more. */
  part(socket: ClientSocket, userId: number): void {
    if (socket.follows.delete(userId)) this.removeFollower(userId, socket);
  }

  onModuleDestroy(): void {
    this.watch.stop();
  }

  private tell(change: PresenceChange): void {
    const { userId, online, lastSeenAt } = change;
    for (const socket of this.followers.get(userId) ?? []) {
      const lookedUp = this.meanwhile.get(socket);
      if (lookedUp !== undefined) {
        lookedUp.set(userId, change);
        continue;
      }
      const view = viewOf(socket.follows.get(userId) ?? '', online, lastSeenAt);
      socket.notify(JSON.stringify({ type: 'NOTIFY_PRESENCE', ...view }), true);
    }
  }

  private addFollower(userId: number, socket: ClientSocket): void {
    const sockets = this.followers.get(userId);
    if (sockets !== undefined) {
      sockets.add(socket);
      return;
    }
    this.followers.set(userId, new Set([socket]));
    this.watch.add(userId);
  }

  private removeFollower(userId: number, socket: ClientSocket): void {
    const sockets = this.followers.get(userId);
    if (sockets?.delete(socket) !== true || sockets.size > 0) return;
    this.followers.delete(userId);
    this.watch.remove(userId);
  }
}

/** `lastSeenAt` is of those who are away. */
function viewOf(username: string, online: boolean, lastSeenAt: number | undefined): PresenceView {
  return online || lastSeenAt === undefined ? { username, online } : { username, online, lastSeenAt };
}
