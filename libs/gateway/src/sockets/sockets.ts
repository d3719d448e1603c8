/** Who is here: sockets by id, people with their sockets, and the channels that both hear. */
import { FindActiveChannel, FindMemberships } from '@maru/contracts';
import { Delivery, ENV, Metrics, Presence, Queries } from '@maru/ports';
import type { Gauge, GatewayEnd, GatewayLink } from '@maru/ports';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Lanes } from '../fan-out/lanes.js';
import type { GatewayEnv } from '../gateway.env.js';
import type { ClientSocket } from './client-socket.js';
import { GatewayUser } from './gateway-user.js';

@Injectable()
export class Sockets {
  private readonly byId = new Map<number, ClientSocket>();
  private readonly users = new Map<number, GatewayUser>();
  private readonly logger = new Logger('Sockets');
  private readonly farewells = new Map<number, Promise<void>>();
  private readonly gauge: Gauge;
  private link: GatewayLink | undefined;

  constructor(
    private readonly lanes: Lanes,
    private readonly delivery: Delivery,
    private readonly presence: Presence,
    private readonly queries: Queries,
    @Inject(ENV) private readonly env: GatewayEnv,
    metrics: Metrics,
  ) {
    this.gauge = metrics.gauge('maru_gateway_sockets', 'Open sockets');
    const queues = () => [...this.byId.values()].map(({ waitingBytes }) => waitingBytes);
    metrics.collect('maru_gateway_queue_bytes', 'Bytes that wait for sockets which do not take them', async () => sum(queues()));
    metrics.collect('maru_gateway_largest_queue_bytes', 'Bytes that wait for the slowest of them', async () => largest(queues()));
  }

  async attach(end: GatewayEnd): Promise<void> {
    this.link = await this.delivery.attach(end);
    this.lanes.useLink(this.link);
  }

  /** Whoever is still here is gone with the gateway: that is told before it goes. */
  async detach(): Promise<void> {
    for (const socket of this.byId.values()) this.remove(socket);
    await Promise.all(this.farewells.values());
    await this.link?.close();
  }

  all(): IterableIterator<ClientSocket> {
    return this.byId.values();
  }

  find(socketId: number): ClientSocket | undefined {
    return this.byId.get(socketId);
  }

  ofUser(userId: number): Iterable<ClientSocket> {
    return this.users.get(userId)?.sockets ?? [];
  }

  hears(userId: number, channelId: number): boolean {
    return this.users.get(userId)?.channels.has(channelId) === true;
  }

  /** Resolves when this user, who has a socket here, hears the channel. */
  async untilHears(userId: number, channelId: number): Promise<void> {
    await this.users.get(userId)?.untilHears(channelId);
  }

  /** Hears one channel more, whether its user is a member or not. */
  async overhear(socket: ClientSocket, channelId: number): Promise<void> {
    socket.overhears.add(channelId);
    await this.lanes.join(channelId, socket);
  }

  overhearNoMore(socket: ClientSocket, channelId: number): void {
    if (!socket.overhears.delete(channelId) || this.hears(socket.userId, channelId)) return;
    this.lanes.leave(channelId, socket);
    socket.dropMessages(channelId);
  }

  /** From here on the socket hears what is for its user; resolves when it hears his channels, too. */
  async add(socket: ClientSocket): Promise<void> {
    const known = this.users.get(socket.userId);
    const user = known ?? new GatewayUser(socket.userId);
    this.users.set(user.userId, user);
    user.sockets.add(socket);
    this.byId.set(socket.id, socket);
    this.gauge.set(this.byId.size);
    const joins = [...user.channels].map((channelId) => this.lanes.join(channelId, socket));
    if (known === undefined) user.ready = this.load(user);
    await Promise.all([user.ready, ...joins]);
    await this.findActiveChannel(socket);
  }

  /** Hears this channel and nothing else, whoever it is. */
  async visit(socket: ClientSocket, channelId: number): Promise<void> {
    this.byId.set(socket.id, socket);
    this.gauge.set(this.byId.size);
    await this.lanes.join(channelId, socket);
  }

  /** Its last requests may still be under way: their answers find it until `forget`. */
  endVisit(socket: ClientSocket, channelId: number): void {
    this.lanes.leave(channelId, socket);
  }

  forget(socket: ClientSocket): void {
    this.byId.delete(socket.id);
    this.gauge.set(this.byId.size);
  }

  remove(socket: ClientSocket): void {
    const user = this.users.get(socket.userId);
    if (!this.byId.delete(socket.id) || user === undefined) return;
    this.gauge.set(this.byId.size);
    user.sockets.delete(socket);
    for (const channelId of new Set([...user.channels, ...socket.overhears])) this.lanes.leave(channelId, socket);
    socket.overhears.clear();
    if (user.sockets.size > 0) return;
    this.users.delete(user.userId);
    this.sayFarewell(user);
  }

  joined(userId: number, channelId: number): void {
    const user = this.users.get(userId);
    if (user?.change(channelId, true) === true) for (const socket of user.sockets) void this.lanes.join(channelId, socket);
    else if (user === undefined) this.lanes.decline(channelId);
  }

  left(userId: number, channelId: number): void {
    const user = this.users.get(userId);
    if (user === undefined) return;
    for (const socket of user.sockets) if (socket.session.activeChannelId === channelId) socket.session.activeChannelId = undefined;
    if (!user.change(channelId, false)) return;
    for (const socket of user.sockets) {
      if (socket.overhears.has(channelId)) continue;
      this.lanes.leave(channelId, socket);
      socket.dropMessages(channelId);
    }
  }

  /** Arrivals and farewells of a person follow each other: one that overtook the other would leave him here for ever, or deaf. */
  private sayFarewell(user: GatewayUser): void {
    const { userId } = user;
    const farewell = this.depart(user).finally(() => {
      if (this.farewells.get(userId) === farewell) this.farewells.delete(userId);
    });
    this.farewells.set(userId, farewell);
  }

  private async depart({ userId, ready }: GatewayUser): Promise<void> {
    await Promise.allSettled([ready]);
    const told = await Promise.allSettled([this.link?.hearsNoMore({ userId }), this.presence.depart(this.env.MARU_GATEWAY_ID, userId)]);
    for (const one of told) if (one.status === 'rejected') this.logger.warn(`a farewell was not told: ${String(one.reason)}`);
  }

  /** Deliveries first, then the channels: what changes in between is not missed. */
  private async load(user: GatewayUser): Promise<void> {
    const { userId } = user;
    user.beginLoading();
    await this.farewells.get(userId);
    await this.link?.hears({ userId });
    await this.presence.arrive(this.env.MARU_GATEWAY_ID, userId);
    const { channelIds } = await this.queries.ask(FindMemberships, { userId });
    const joins: Promise<void>[] = [];
    for (const channelId of user.endLoading(channelIds)) {
      user.add(channelId);
      for (const socket of user.sockets) joins.push(this.lanes.join(channelId, socket));
    }
    await Promise.all(joins);
  }

  private async findActiveChannel({ session }: ClientSocket): Promise<void> {
    const { userId, sessionId } = session;
    if (session.activeChannelId !== 'unknown') return;
    const { channelId } = await this.queries.ask(FindActiveChannel, { userId, sessionId });
    if (session.activeChannelId === 'unknown') session.activeChannelId = channelId;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function largest(numbers: readonly number[]): number {
  return numbers.reduce((most, one) => Math.max(most, one), 0);
}
