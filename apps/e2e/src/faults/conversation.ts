/** Some people in one channel, what they send, and all that they are told of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '@maru/testing';
import type { Guest } from '../guest.js';
import type { Evidence, Told, Witness } from './findings.js';
import { patiently } from './patiently.js';

const SETTLED_MS = 90_000;
const PAGE = 100;

interface Member {
  readonly guest: Guest;
  readonly sent: string[];
  readonly told: Told[];
  resets: number;
  readonly forget: (() => void)[];
}

export class Conversation {
  private readonly acked = new Set<string>();
  private readonly sentAt = new Map<string, number>();
  private readonly members: Member[];
  private readonly talking = new AbortController();
  private talk: Promise<unknown> = Promise.resolve();
  private slowestMs = 0;
  private watches: { since: number; resolve: (at: number) => void }[] = [];

  constructor(
    readonly channelId: number,
    guests: readonly Guest[],
  ) {
    this.members = guests.map((guest) => this.listen(guest));
  }

  /** The last of them only listens. */
  begin(everyMs: number): void {
    this.talk = Promise.all(this.members.slice(0, -1).map((member, index) => this.keepTalking(member, everyMs, index)));
  }

  /** When something that is sent from now on is acked first. */
  nextAck(): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<number>();
    this.watches.push({ since: performance.now(), resolve });
    return promise;
  }

  /** Nobody says more; what was said is acked, and has come to everybody. */
  async settle(): Promise<void> {
    this.talking.abort();
    await this.talk;
    const total = this.members.reduce((sum, { sent }) => sum + sent.length, 0);
    const isSettled = () => this.members.every(({ guest, told }) => guest.client.outbox.length === 0 && told.length >= total);
    try {
      await waitUntil(isSettled, { what: 'all acks, and all messages everywhere', timeoutMs: SETTLED_MS });
    } catch {
      // What has not come by then is for the findings to tell of.
    }
  }

  async evidence(): Promise<Evidence> {
    const [first, ...others] = this.members;
    const readers = [first, others.at(-1)].flatMap((member) => member ?? []);
    return {
      channelId: this.channelId,
      stored: await Promise.all(readers.map(({ guest }) => this.history(guest))),
      sent: new Map(this.members.map(({ guest, sent }) => [guest.name, sent])),
      acked: this.acked,
      witnesses: await Promise.all(this.members.map((member) => this.witness(member))),
    };
  }

  /** The longest that anybody waited for an ack. */
  get slowestAckMs(): number {
    return this.slowestMs;
  }

  get messages(): number {
    return this.sentAt.size;
  }

  close(): void {
    for (const { forget } of this.members) for (const stop of forget) stop();
  }

  private listen(guest: Guest): Member {
    const told: Told[] = [];
    const member: Member = { guest, sent: [], told, resets: 0, forget: [] };
    member.forget.push(
      guest.client.on('message', ({ channelId, message: { messageSequence, content } }) => {
        if (channelId === this.channelId) told.push({ messageSequence, content });
      }),
      guest.client.on('reset', ({ channelId }) => {
        if (channelId === this.channelId) member.resets++;
      }),
      guest.client.on('outbox', ({ entry, change }) => {
        if (entry.channelId === this.channelId && change === 'sent') this.hearAck(entry.content);
      }),
    );
    return member;
  }

  private hearAck(content: string): void {
    this.acked.add(content);
    const at = this.sentAt.get(content) ?? 0;
    this.slowestMs = Math.max(this.slowestMs, performance.now() - at);
    for (const { since, resolve } of this.watches) if (at >= since) resolve(performance.now());
    this.watches = this.watches.filter(({ since }) => at < since);
  }

  private async keepTalking({ guest, sent }: Member, everyMs: number, index: number): Promise<void> {
    const { signal } = this.talking;
    await sleep((everyMs * index) / this.members.length);
    while (!signal.aborted) {
      const content = `${guest.name}:${this.channelId}:${sent.length + 1}`;
      sent.push(content);
      this.sentAt.set(content, performance.now());
      guest.client.send(this.channelId, content);
      await sleep(everyMs);
    }
  }

  private async history({ client }: Guest): Promise<Told[]> {
    const stored: Told[] = [];
    for (;;) {
      const after = stored.at(-1)?.messageSequence ?? 0;
      const { messages } = await patiently(() =>
        client.request({ type: 'FETCH_MESSAGES_REQUEST', channelId: this.channelId, after, limit: PAGE }),
      );
      if (messages.length === 0) return stored;
      stored.push(...messages.map(({ messageSequence, content }) => ({ messageSequence, content })));
    }
  }

  private async witness({ guest, told, sent, resets }: Member): Promise<Witness> {
    const { channels } = await patiently(() => guest.client.request({ type: 'FETCH_CHANNELS_REQUEST' }));
    const unreadCount = channels.find(({ channelId }) => channelId.id === this.channelId)?.unreadCount ?? -1;
    const own = new Set(sent);
    const ownLast = told.findLast(({ content }) => own.has(content))?.messageSequence ?? 0;
    return { name: guest.name, told, unreadCount, ownLast, resets };
  }
}
