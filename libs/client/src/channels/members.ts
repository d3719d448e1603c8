/** The members of the channels that somebody looks at, and how far each has read. */
import type { ChannelRef, MemberView } from '@maru/contracts';
import type { Account } from '../account.js';
import type { Emit, EventOf } from '../events/maru-event.js';
import { toMaruError } from '../maru-error.js';
import type { Ask } from '../requests/ask.js';
import type { Hearing } from '../requests/server-frame.js';

interface Known {
  readonly members: ReadonlyMap<string, MemberView>;
  /** Where the next page begins; undefined: these are all. */
  readonly cursor: string | undefined;
}

/** As many channels are kept up to date; the one that was loaded longest ago is forgotten first. */
const CHANNELS = 20;

export class Members {
  readonly #known = new Map<number, Known>();

  constructor(
    private readonly ask: Ask,
    private readonly emit: Emit,
    private readonly account: Account,
  ) {}

  /** Those known so far, by order of joining. */
  list(channelId: number): readonly MemberView[] {
    return [...(this.#known.get(channelId)?.members.values() ?? [])];
  }

  /** Whether `list` has everybody. */
  isComplete(channelId: number): boolean {
    const known = this.#known.get(channelId);
    return known !== undefined && known.cursor === undefined;
  }

  /** How many members have not read this message yet: the number beside a bubble. Right where the list is complete. */
  unreadBy(channelId: number, messageSequence: number): number {
    return this.list(channelId).filter((member) => member.lastReadMessageSequence < messageSequence).length;
  }

  /** The first page, afresh. */
  async load(channelId: number): Promise<readonly MemberView[]> {
    await this.#page(channelId, undefined, new Map());
    return this.list(channelId);
  }

  /** The page behind those known. */
  async loadMore(channelId: number): Promise<readonly MemberView[]> {
    const known = this.#known.get(channelId);
    if (known === undefined) return this.load(channelId);
    if (known.cursor !== undefined) await this.#page(channelId, known.cursor, known.members);
    return this.list(channelId);
  }

  /** After a time away: what is shown may have changed. */
  async refresh(): Promise<void> {
    await Promise.all([...this.#known.keys()].map((channelId) => this.#reload(channelId)));
  }

  /** A writer has read his own message. */
  readonly newMessage = ({ channelId, message }: EventOf<'message'>): void =>
    this.#read(channelId, message.username, message.messageSequence);

  readonly hearing: Hearing = {
    NOTIFY_JOIN: ({ channelId, username, by }) => {
      this.#join(channelId.id, username);
      this.emit({ type: 'join', channelId: channelId.id, username, ...(by === undefined ? {} : { by }) });
    },
    NOTIFY_QUIT: (frame) => this.#quit(frame),
    QUIT_RESPONSE: ({ channelId }) => this.#quit({ channelId, username: this.account.username ?? '' }),
    REMOVE_MEMBER_RESPONSE: ({ channelId, username }) => this.#quit({ channelId, username, by: this.account.username }),
    NOTIFY_ROLE: ({ channelId, username, role }) => this.#role(channelId.id, username, role),
    HAND_OVER_RESPONSE: ({ channelId, username }) => {
      this.#role(channelId.id, username, 'OWNER');
      this.#role(channelId.id, this.account.username ?? '', 'MEMBER');
    },
    NOTIFY_READ: ({ channelId, username, lastReadMessageSequence }) => {
      this.#read(channelId.id, username, lastReadMessageSequence);
      this.emit({ type: 'read', channelId: channelId.id, username, lastReadMessageSequence });
    },
  };

  async #reload(channelId: number): Promise<void> {
    try {
      await this.load(channelId);
    } catch (thrown) {
      const error = toMaruError(thrown);
      // Where I am no longer a member, there is nobody to show.
      if (error.code === 'NOT_A_MEMBER') this.#known.delete(channelId);
      else this.emit({ type: 'error', error, about: 'FETCH_MEMBERS_REQUEST' });
    }
  }

  async #page(channelId: number, cursor: string | undefined, before: ReadonlyMap<string, MemberView>): Promise<void> {
    const page = await this.ask({ type: 'FETCH_MEMBERS_REQUEST', channelId, ...(cursor === undefined ? {} : { cursor }) });
    const members = new Map([...before, ...page.members.map((member) => [member.username, member] as const)]);
    this.#known.delete(channelId);
    this.#set(channelId, { members, cursor: page.cursor });
    const [oldest] = this.#known.keys();
    if (this.#known.size > CHANNELS && oldest !== undefined) this.#known.delete(oldest);
  }

  /** A newcomer is behind everybody, so he is in the list only where it is complete. His pointer starts at the last message. */
  #join(channelId: number, username: string): void {
    const known = this.#known.get(channelId);
    if (known === undefined || known.cursor !== undefined || known.members.has(username)) return;
    const last = Math.max(0, ...[...known.members.values()].map(({ lastReadMessageSequence }) => lastReadMessageSequence));
    this.#set(channelId, {
      ...known,
      members: new Map([...known.members, [username, { username, role: 'MEMBER', lastReadMessageSequence: last }]]),
    });
  }

  #quit({ channelId, username, by }: { channelId: ChannelRef; username: string; by?: string | undefined }): void {
    const known = this.#known.get(channelId.id);
    if (this.account.isMe(username)) this.#known.delete(channelId.id);
    else if (known?.members.has(username) === true)
      this.#set(channelId.id, { ...known, members: new Map([...known.members].filter(([name]) => name !== username)) });
    this.emit({ type: 'quit', channelId: channelId.id, username, ...(by === undefined ? {} : { by }) });
  }

  #role(channelId: number, username: string, role: MemberView['role']): void {
    this.#change(channelId, username, (member) => ({ ...member, role }));
    this.emit({ type: 'role', channelId, username, role });
  }

  #read(channelId: number, username: string, messageSequence: number): void {
    this.#change(channelId, username, (member) =>
      member.lastReadMessageSequence >= messageSequence ? member : { ...member, lastReadMessageSequence: messageSequence },
    );
  }

  #change(channelId: number, username: string, change: (member: MemberView) => MemberView): void {
    const known = this.#known.get(channelId);
    const member = known?.members.get(username);
    if (known === undefined || member === undefined) return;
    const after = change(member);
    if (after !== member) this.#set(channelId, { ...known, members: new Map([...known.members, [username, after]]) });
  }

  #set(channelId: number, known: Known): void {
    this.#known.set(channelId, known);
    this.emit({ type: 'members', channelId });
  }
}
