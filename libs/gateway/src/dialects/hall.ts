/** What a door may ask of the house: who is a guest, which rooms there are, and what is said in them. */
import {
  AdmitGuest,
  DomainError,
  FetchPublicChannelsQuery,
  FindPublicChannel,
  type GuestAdmitted,
  OpenCommonChannel,
  type Person,
  type PublicChannel,
  ReadPublicChannel,
  type VisitedMessage,
} from '@maru/contracts';
import { ENV, KeyValue, LIMITS, type Limits, Queries } from '@maru/ports';
import { Inject, Injectable } from '@nestjs/common';
import { type Ear } from '../fan-out/lane.js';
import { Lanes } from '../fan-out/lanes.js';
import type { GatewayEnv } from '../gateway.env.js';
import { HallPeople } from './hall-people.js';

type Wish = 'enter' | 'make' | 'find';

@Injectable()
export class Hall {
  constructor(
    private readonly queries: Queries,
    private readonly keyValue: KeyValue,
    private readonly lanes: Lanes,
    readonly people: HallPeople,
    @Inject(LIMITS) private readonly limits: Limits,
    @Inject(ENV) readonly env: GatewayEnv,
  ) {}

  /** `enter` makes the name where it is new, `make` wants it to be new, `find` to be there. */
  admit(name: string, wish: Wish, address: string): Promise<GuestAdmitted> {
    return this.queries.ask(AdmitGuest, { name, wish, address });
  }

  /**
   * The channel where these two write to each other, made where there is none. Throws NOT_CONNECTED where they may not, INVALID_FIELD where
   * the receiver is nobody, or oneself, CONNECTION_LIMIT, CHANNEL_LIMIT, UNAVAILABLE. That a friendship has ended is found by writing there.
   */
  openDirect(asker: Person, receiverId: number): Promise<{ channelId: number }> {
    return this.people.openDirect(asker, receiverId);
  }

  async findRoom(room: { channelId: number } | { commonKey: string }): Promise<PublicChannel | undefined> {
    return (await this.queries.ask(FindPublicChannel, room)).channel;
  }

  /** The one of this key; without a key, a new one. Throws RATE_LIMITED. */
  async openRoom(title: string, address: string, commonKey?: string): Promise<PublicChannel> {
    const bucket = { capacity: this.limits.guestRoomsPerMinute, refillPerMinute: this.limits.guestRoomsPerMinute };
    const taken = await this.keyValue.takeToken(`guest-rooms:{${address}}`, bucket);
    if (!taken.allowed) throw new DomainError('RATE_LIMITED', undefined, taken.retryAfterMs);
    return (await this.queries.ask(OpenCommonChannel, { title, commonKey })).channel;
  }

  /** The newest first. */
  async listRooms(most: number): Promise<PublicChannel[]> {
    const rooms: PublicChannel[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.queries.ask(FetchPublicChannelsQuery, { person: { userId: 0, username: '' }, cursor });
      rooms.push(...page.channels.map(({ channelId, title }) => ({ channelId: channelId.id, title })));
      cursor = page.cursor;
    } while (cursor !== undefined && rooms.length < most);
    return rooms.slice(0, most);
  }

  /** Old to new. */
  async readRoom(channelId: number, limit: number): Promise<VisitedMessage[]> {
    return (await this.queries.ask(ReadPublicChannel, { channelId, limit })).messages;
  }

  /** When it resolves, no message of the room passes the ear by, until the call that it resolves to. */
  async listen(channelId: number, ear: Ear): Promise<() => void> {
    await this.lanes.listen(channelId, ear);
    return () => this.lanes.listenNoMore(channelId, ear);
  }
}
