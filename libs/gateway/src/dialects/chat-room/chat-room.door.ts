/** `chat-room`: a socket for each room, whose name is any text; each message says by whom it is, and brings the last 50 with it. */
import { createHash } from 'node:crypto';
import { cutCharacters, type PublicChannel } from '@maru/contracts';
import type { Arrival, Door, Welcome } from '../door.js';
import type { Hall } from '../hall.js';
import type { Visit } from '../../visits/visit.js';
import { readItem } from './chat-room.frames.js';
import { ChatRoom } from './chat-room.js';

const TITLE_CHARACTERS = 100;
/** Fifty messages of the longest kind nearly fill one. */
const QUEUES = 8;
const CHANNEL_NUMBER = /^[1-9]\d{0,14}$/;

interface Open {
  readonly room: ChatRoom;
  visitors: number;
}

class ChatRooms {
  private readonly open = new Map<string, Open>();

  constructor(private readonly hall: Hall) {}

  async arrive({ groups, address }: Arrival): Promise<Welcome> {
    const { room: roomId = '' } = groups;
    const { channelId } = await this.find(roomId, address);
    const { room, leave } = this.enter(channelId, roomId);
    try {
      await room.ready;
    } catch (error) {
      leave();
      throw error;
    }
    return { channelId, dialect: room.dialect, queues: QUEUES, hears: (text, visit) => this.hear(text, roomId, visit), gone: leave };
  }

  /** The room of this name; where it has none, the channel of this number; else it is made. */
  private async find(roomId: string, address: string): Promise<PublicChannel> {
    const commonKey = createHash('sha256').update(roomId).digest('hex');
    const known = await this.hall.findRoom({ commonKey });
    if (known !== undefined) return known;
    const numbered = CHANNEL_NUMBER.test(roomId) ? await this.hall.findRoom({ channelId: Number(roomId) }) : undefined;
    return numbered ?? (await this.hall.openRoom(titleOf(roomId), address, commonKey));
  }

  private enter(channelId: number, roomId: string): { room: ChatRoom; leave: () => void } {
    const key = `${channelId}:${roomId}`;
    const open = this.open.get(key) ?? { room: new ChatRoom(channelId, roomId, this.hall), visitors: 0 };
    this.open.set(key, open);
    open.visitors += 1;
    let here = true;
    const leave = () => {
      if (!here) return;
      here = false;
      if (--open.visitors > 0) return;
      open.room.close();
      if (this.open.get(key) === open) this.open.delete(key);
    };
    return { room: open.room, leave };
  }

  /** There is no frame for an error: what cannot be a message ends its socket. */
  private async hear(text: string, roomId: string, visit: Visit): Promise<void> {
    const heard = readItem(text, roomId);
    if (heard === 'BROKEN') return visit.cut();
    if ('wrong' in heard) return visit.close(1008, heard.wrong);
    const admitted = await this.hall.admit(heard.username, 'enter', visit.address);
    if ('refused' in admitted) return visit.close(1008, REFUSALS[admitted.refused] ?? 'username refused');
    const refusal = await visit.say(admitted.guest, heard);
    if (refusal !== undefined) visit.close(refusal.retryAfterMs === undefined ? 1008 : 1013, cutCharacters(refusal.message, 100));
  }
}

const REFUSALS: Readonly<Record<string, string>> = {
  BAD_NAME: 'username must have 1 to 50 characters',
  OF_AN_ACCOUNT: 'username belongs to an account',
  RATE_LIMITED: 'too many new names, try again later',
};

/** What can be shown of it: a title cannot hold everything. */
function titleOf(roomId: string): string {
  return cutCharacters(roomId.replaceAll('\0', '').toWellFormed(), TITLE_CHARACTERS);
}

export const chatRoom: Door = {
  name: 'chat-room',
  about:
    'whoever comes to /ws/chat/{room} writes under any name that is no account’s, without a password, and makes rooms by entering them',
  open: (hall) => {
    const rooms = new ChatRooms(hall);
    return { entrances: [{ path: /^\/ws\/chat\/(?<room>[^/]+)$/, arrive: (arrival) => rooms.arrive(arrival) }] };
  },
};
