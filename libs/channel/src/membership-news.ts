import { channelEvents, type ChannelEvent, messageCommands, type Person } from '@maru/contracts';
import { Clock, Ids, recordOf, type Unit } from '@maru/ports';
import { Injectable } from '@nestjs/common';
import type { ChannelEntity } from './channel.entity.js';

type Fact = ChannelEvent extends infer E ? (E extends ChannelEvent ? Omit<E, 'v' | 'eventId' | 'at'> : never) : never;

/** Who is in and who is out, as it is told to machines: to the message service among its messages, to the gateways, and to whoever listens. */
@Injectable()
export class MembershipNews {
  constructor(
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  tell(unit: Unit, fact: Fact): void {
    unit.publish(recordOf(channelEvents, { ...fact, v: 1, eventId: this.ids.unique(), at: this.clock.now() }));
  }

  /** From here on they read and write, and their sockets hear the channel. `resumed`: at the pointers that they left. */
  admit(unit: Unit, { channelId, kind }: ChannelEntity, people: readonly Person[], resumed: boolean): void {
    const members = people.map(({ userId, username }) => ({ userId, username }));
    const direct = kind === 'DIRECT';
    unit.publish(
      recordOf(messageCommands, { type: 'AdmitMembers', v: 1, commandId: this.ids.unique(), channelId, members, direct, resumed }),
    );
    unit.deliver({ kind: 'joined', channelId, members });
  }

  /** From here on he reads and writes no more, and hears nothing of the channel. */
  dismiss(unit: Unit, { channelId, kind }: ChannelEntity, { userId, username }: Person, byUserId?: number): void {
    const keepPointer = kind === 'DIRECT';
    unit.publish(
      recordOf(messageCommands, { type: 'DismissMembers', v: 1, commandId: this.ids.unique(), channelId, userIds: [userId], keepPointer }),
    );
    this.tell(unit, { type: 'MemberQuit', channelId, member: { userId, username }, byUserId });
    unit.deliver({ kind: 'left', channelId, userIds: [userId] });
  }

  /** Whether the two of a direct channel may write in it; an older version than the known one changes nothing. */
  bar(unit: Unit, channelId: number, barred: boolean, version: number): void {
    unit.publish(recordOf(messageCommands, { type: 'BarChannel', v: 1, commandId: this.ids.unique(), channelId, barred, version }));
  }
}
