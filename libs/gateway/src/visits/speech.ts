/**
 * How a visitor writes: as a guest, who joins the channel with his first message there, and quits it with his last socket here that spoke.
 * To hear and to read he need not be a member, so that a quit never makes anybody deaf: who finds that he is no member joins again.
 */
import {
  Content,
  channelCommands,
  type FrameErrorCode,
  frameErrorTexts,
  messageCommands,
  type Person,
  type Refusal,
} from '@maru/contracts';
import { Clock, ENV, EventBus, Ids, KeyValue, LIMITS, type Limits, type OutgoingRecord, recordOf } from '@maru/ports';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { GatewayEnv } from '../gateway.env.js';
import type { ClientSocket } from '../sockets/client-socket.js';
import { GuestMemberships } from './guest-memberships.js';

export interface Said {
  readonly content: string;
  /** What the dialect keeps beside it: an object, encoded. */
  readonly extra?: string | undefined;
}

type Stamp = ReturnType<Speech['stamp']>;

const ATTEMPTS = 3;

@Injectable()
export class Speech {
  private readonly logger = new Logger('Visits');
  private readonly memberships = new GuestMemberships();

  constructor(
    private readonly bus: EventBus,
    private readonly keyValue: KeyValue,
    private readonly clock: Clock,
    private readonly ids: Ids,
    @Inject(LIMITS) private readonly limits: Limits,
    @Inject(ENV) private readonly env: GatewayEnv,
  ) {}

  now(): number {
    return this.clock.now();
  }

  async say(socket: ClientSocket, channelId: number, guest: Person, { content, extra }: Said): Promise<Refusal | undefined> {
    const judged = Content.safeParse(content);
    if (!judged.success) return refusalOf('INVALID_FIELD', `content: ${judged.error.issues[0]?.message ?? 'is no good'}`);
    const limited = await this.takeToken(socket.address, guest);
    if (limited !== undefined) return limited;
    const clientMessageId = this.ids.unique();
    const write = (stamp: Stamp) =>
      recordOf(messageCommands, { type: 'WriteMessage', ...stamp, channelId, content, clientMessageId, chosenByClient: false, extra });
    for (let attempt = 1; ; attempt++) {
      const refused = await this.memberships.hold(guest, channelId, socket, () => this.join(socket, channelId, guest));
      const outcome = refused ?? (await this.ask(socket, guest, 'WRITE_MESSAGE', write));
      if (refused !== undefined || outcome?.code !== 'NOT_A_MEMBER' || attempt === ATTEMPTS) return outcome;
      // Another gateway took him for gone.
      this.memberships.forget(guest, channelId);
    }
  }

  /** Its connection is gone. */
  leave(socket: ClientSocket): void {
    for (const { guest, channelId } of this.memberships.release(socket)) {
      const record = recordOf(channelCommands, { type: 'Quit', ...this.stamp(socket, guest, 0), channelId });
      this.bus.publish([record]).catch((error: unknown) => this.logger.warn(`a guest could not quit: ${String(error)}`));
    }
  }

  private join(socket: ClientSocket, channelId: number, guest: Person): Promise<Refusal | undefined> {
    return this.ask(socket, guest, 'JOIN_REQUEST', (stamp) => recordOf(channelCommands, { type: 'Join', ...stamp, channelId }));
  }

  /** A command in the guest's name, whose answer comes to this socket's gateway. */
  private ask(
    socket: ClientSocket,
    guest: Person,
    messageType: string,
    make: (stamp: Stamp) => OutgoingRecord,
  ): Promise<Refusal | undefined> {
    const turn = socket.turns.open({ messageType }, this.clock.now());
    const { promise, resolve } = Promise.withResolvers<Refusal | undefined>();
    turn.onOutcome = resolve;
    turn.cancelDeadline = this.clock.after(this.env.MARU_ANSWER_TIMEOUT_MS, () => socket.refuse(turn, refusalOf('UNAVAILABLE')));
    this.bus.publish([make(this.stamp(socket, guest, turn.reference))]).catch((error: unknown) => {
      this.logger.error(`${messageType} failed`, error instanceof Error ? error.stack : String(error));
      socket.refuse(turn, refusalOf('UNAVAILABLE'));
    });
    return promise;
  }

  private stamp(socket: ClientSocket, { userId, username }: Person, reference: number) {
    const { gatewayId, id: socketId, sessionId } = socket;
    const asker = { userId, username, sessionId, gatewayId, socketId, reference };
    return { v: 1 as const, commandId: this.ids.unique(), asker, at: this.clock.now() };
  }

  /** One name may be many people's, at many addresses. */
  private async takeToken(address: string, { userId }: Person): Promise<Refusal | undefined> {
    const bucket = { capacity: this.limits.guestMessagesBurst, refillPerMinute: this.limits.guestMessagesPerMinute };
    const taken = await this.keyValue.takeToken(`guest-writes:{${userId}:${address}}`, bucket);
    return taken.allowed ? undefined : { ...refusalOf('RATE_LIMITED'), retryAfterMs: taken.retryAfterMs };
  }
}

function refusalOf(code: FrameErrorCode, message: string = frameErrorTexts[code].message): Refusal {
  return { code, message };
}
