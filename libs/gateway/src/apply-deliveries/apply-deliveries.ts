/** What services hand to this gateway, applied in their order. */
import type { Delivered, NotificationFrame } from '@maru/contracts';
import { ENV, tracing } from '@maru/ports';
import type { GatewayEnd } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';
import type { Lane } from '../fan-out/lane.js';
import { Errands, NO_SOCKET } from '../errands/errands.js';
import { Lanes } from '../fan-out/lanes.js';
import { FollowPresence } from '../follow-presence/follow-presence.js';
import type { GatewayEnv } from '../gateway.env.js';
import type { ClientSocket } from '../sockets/client-socket.js';
import { Sessions } from '../sockets/sessions.js';
import { Sockets } from '../sockets/sockets.js';
import { sharedFrame } from '../sockets/web-socket-frame.js';

type Kind<K extends Delivered['kind']> = Extract<Delivered, { kind: K }>;

@Injectable()
export class ApplyDeliveries implements GatewayEnd {
  readonly gatewayId: string;

  constructor(
    private readonly sockets: Sockets,
    private readonly sessions: Sessions,
    private readonly lanes: Lanes,
    private readonly presence: FollowPresence,
    private readonly errands: Errands,
    @Inject(ENV) env: GatewayEnv,
  ) {
    this.gatewayId = env.MARU_GATEWAY_ID;
  }

  async apply(deliveries: readonly Delivered[]): Promise<void> {
    // Told to the sockets within a tick from here.
    const attributes = { 'maru.service': 'gateway', 'maru.deliveries': deliveries.length };
    await tracing.span({ name: 'deliver', kind: 'consumer', attributes }, async () => {
      for (const delivery of deliveries) this.applyOne(delivery);
    });
  }

  private applyOne(delivery: Delivered): void {
    switch (delivery.kind) {
      case 'answer':
        return this.answer(delivery);
      case 'user':
        return this.tellUser(delivery);
      case 'channel':
        return this.tellChannel(delivery);
      case 'message':
        return this.tellMessage(delivery);
      case 'joined':
        for (const { userId } of delivery.members) this.sockets.joined(userId, delivery.channelId);
        return;
      case 'left':
        for (const userId of delivery.userIds) this.sockets.left(userId, delivery.channelId);
        return;
      case 'visited':
        return this.tellVisited(delivery);
      case 'active':
        return this.sessions.activate(delivery.sessionId, delivery.channelId);
      case 'parted':
        return this.part(delivery);
      case 'session-ended':
        return this.sessions.end(delivery.sessionId);
    }
  }

  private answer({ to, frame, refusal, with: other }: Kind<'answer'>): void {
    if (to.gatewayId !== this.gatewayId) return;
    if (to.socketId === NO_SOCKET) return this.errands.settle(to.reference, { frame, refusal });
    const socket = this.sockets.find(to.socketId);
    const turn = socket?.turns.find(to.reference);
    if (socket === undefined || turn === undefined) return;
    if (refusal !== undefined) socket.refuse(turn, refusal);
    else socket.answer(turn, frame, { other });
  }

  private tellUser({ userId, frame, except, channelId }: Kind<'user'>): void {
    if (channelId !== undefined && !this.sockets.hears(userId, channelId)) return;
    for (const socket of this.sockets.ofUser(userId)) if (!this.isSame(socket, except)) socket.notify(frame);
  }

  /** Behind the messages that came before it. */
  private tellChannel({ channelId, frame, except, exceptUserIds = [], activeOnly = false, ephemeral = false }: Kind<'channel'>): void {
    const lane = this.lanes.find(channelId);
    if (lane === undefined) return;
    if (!ephemeral) lane.flush();
    for (const socket of lane.sockets()) {
      if (this.isSame(socket, except) || exceptUserIds.includes(socket.userId)) continue;
      if (!activeOnly || socket.dialect.entersNone === true || socket.activeChannelId === channelId) socket.notify(frame, ephemeral);
    }
    if (isNoMorePublic(frame)) this.sendVisitorsAway(channelId, lane);
  }

  private sendVisitorsAway(channelId: number, lane: Lane): void {
    // Those who are sent away leave the lane.
    const sockets = [...lane.sockets()];
    for (const socket of sockets) {
      if (socket.visits) socket.dismiss(1008, 'room not found');
      else this.sockets.overhearNoMore(socket, channelId);
    }
  }

  private tellVisited(visited: Kind<'visited'>): void {
    const lane = this.lanes.find(visited.channelId);
    lane?.flush();
    for (const socket of lane?.sockets() ?? []) {
      const text = socket.dialect.writeVisited?.(visited);
      if (text !== undefined) socket.write(sharedFrame(socket.dialect, text));
    }
  }

  private tellMessage(message: Kind<'message'>): void {
    const { ack, channelId } = message;
    const lane = this.lanes.find(channelId);
    const writer = ack?.to.gatewayId === this.gatewayId ? this.sockets.find(ack.to.socketId) : undefined;
    const isNew = lane?.push(message) ?? false;
    if (ack === undefined || writer === undefined) return;
    if (isNew && lane?.has(writer) === true && writer.dialect.echoes !== true) return;
    // The writer hears no ack in the channel's place, or does not hear it any more, or this is told again: his answer is due all the same.
    const turn = writer.turns.find(ack.to.reference);
    if (turn !== undefined) writer.answer(turn, ack.frame);
  }

  private part({ userIds: [a, b] }: Kind<'parted'>): void {
    for (const socket of this.sockets.ofUser(a)) this.presence.part(socket, b);
    for (const socket of this.sockets.ofUser(b)) this.presence.part(socket, a);
  }

  private isSame(socket: ClientSocket, reference: { gatewayId: string; socketId: number } | undefined): boolean {
    return reference !== undefined && reference.gatewayId === this.gatewayId && reference.socketId === socket.id;
  }
}

/** Visitors are where everybody may be. */
function isNoMorePublic(frame: string): boolean {
  return frame.startsWith('{"type":"NOTIFY_CHANNEL"') && !(JSON.parse(frame) as NotificationFrame<'NOTIFY_CHANNEL'>).public;
}
