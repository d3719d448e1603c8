/** What a client sends to `/app/…`: messages, typing, having read. Resolves to why it was refused, in this dialect's words. */
import { channelIdOfRoom, ClientMessageId, DomainError, type Refusal, userIdOf } from '@maru/contracts';
import { KeyValueUnavailable, QueryUnavailable } from '@maru/ports';
import { z } from 'zod';
import type { Stay } from '../../stays/stay.js';
import type { Directory } from '../../stays/directory.js';
import type { Hall } from '../hall.js';

export interface Refused {
  readonly code: string;
  readonly message: string;
  readonly retryAfterMs?: number | undefined;
}

/** Who sends it is known by the token, and when by the clock: what else it says of that does not count. */
const Sent = z.looseObject({
  receiver: z.string().nullish(),
  receiverId: z.string().nullish(),
  roomId: z.string().nullish(),
  content: z.unknown().optional(),
  clientMessageId: z.unknown().optional(),
});
type Sent = z.infer<typeof Sent>;

type Errand = (sent: Sent, stay: Stay) => Promise<Refused | undefined>;

export class StompErrands {
  private readonly errands: ReadonlyMap<string, Errand> = new Map([
    ['/app/chat.sendMessage', (sent, stay) => this.write(sent, stay)],
    ['/app/chat.typing', (sent, stay) => this.type(sent, stay)],
    ['/app/chat.read', (sent, stay) => this.markRead(sent, stay)],
  ]);

  constructor(
    private readonly hall: Hall,
    private readonly directory: Directory,
  ) {}

  find(destination: string): ((body: string, stay: Stay) => Promise<Refused | undefined>) | undefined {
    const errand = this.errands.get(destination);
    return errand === undefined ? undefined : (body, stay) => this.run(errand, body, stay);
  }

  private async run(errand: Errand, body: string, stay: Stay): Promise<Refused | undefined> {
    try {
      return await errand(read(body), stay);
    } catch (error) {
      if (error instanceof DomainError) return refusedOf({ code: error.code, message: error.message, retryAfterMs: error.retryAfterMs });
      if (error instanceof QueryUnavailable || error instanceof KeyValueUnavailable)
        return { code: 'UNAVAILABLE', message: new DomainError('UNAVAILABLE').message };
      throw error;
    }
  }

  /** The limit stands before all else: what is refused for another reason costs as much. */
  private async write(sent: Sent, stay: Stay): Promise<Refused | undefined> {
    const limited = await this.directory.takeWrite(stay.socket.userId);
    if (limited !== undefined) return refusedOf(limited);
    const { content } = sent;
    const clientMessageId = ClientMessageId.safeParse(sent.clientMessageId).data;
    const wish = { type: 'WRITE_MESSAGE', content, ...(clientMessageId === undefined ? {} : { clientMessageId }) } as const;
    const channelId = await this.channelOf(sent, stay);
    const refusal = await stay.ask({ ...wish, channelId });
    if (refusal?.code !== 'NOT_A_MEMBER' || !roomOf(sent)) return refusedOf(refusal);
    // Whoever writes in a public room is a member from then on.
    return refusedOf((await stay.ask({ type: 'JOIN_REQUEST', channelId })) ?? (await stay.ask({ ...wish, channelId })));
  }

  private async type(sent: Sent, stay: Stay): Promise<Refused | undefined> {
    return refusedOf(await stay.ask({ type: 'TYPING', channelId: await this.channelOf(sent, stay) }));
  }

  /** Told also where there was nothing more to read. */
  private async markRead(sent: Sent, stay: Stay): Promise<Refused | undefined> {
    const channelId = await this.channelOf(sent, stay);
    const { userId, username } = stay.socket;
    const { last, read: before } = await this.directory.findUnread(userId, channelId);
    if (last > before) return refusedOf(await stay.ask({ type: 'READ_MESSAGE_ACK', channelId, messageSequence: last }));
    const receiverId = receiverOf(sent);
    const frame = { type: 'NOTIFY_READ', channelId: { id: channelId }, username, lastReadMessageSequence: before };
    if (receiverId !== undefined) await stay.tellUser(receiverId, JSON.stringify(frame));
    return undefined;
  }

  private async channelOf(sent: Sent, stay: Stay): Promise<number> {
    const roomId = roomOf(sent);
    if (roomId !== undefined) {
      const channelId = channelIdOfRoom(roomId);
      if (channelId === undefined) throw new DomainError('INVALID_FIELD', 'roomId: there is no such room');
      return channelId;
    }
    const receiverId = receiverOf(sent);
    if (receiverId === undefined) throw new DomainError('INVALID_FIELD', 'receiver: there is nobody of this name');
    const { userId, username } = stay.socket;
    const { channelId } = await this.hall.openDirect({ userId, username }, receiverId);
    // What is written there now must not pass its own writer by.
    await stay.untilMember(channelId);
    return channelId;
  }
}

/** A message to somebody may name a room, too: then it is to him. */
function roomOf({ receiver, receiverId, roomId }: Sent): string | undefined {
  return receiver || receiverId || !roomId ? undefined : roomId;
}

function receiverOf({ receiver, receiverId }: Sent): number | undefined {
  return userIdOf(receiver || receiverId || '');
}

function read(body: string): Sent {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new DomainError('INVALID_JSON');
  }
  const sent = Sent.safeParse(value);
  if (!sent.success) throw new DomainError('INVALID_FIELD', `${sent.error.issues[0]?.path.join('.') || 'body'}: is no good`);
  return sent.data;
}

function refusedOf(refusal: Refusal | undefined): Refused | undefined {
  return refusal?.code === 'RATE_LIMITED' ? { ...refusal, code: 'RATE_LIMIT_EXCEEDED' } : refusal;
}
