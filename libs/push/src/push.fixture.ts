/** The service in a house of its own, with a webhook behind it and the two whom it asks. For specs. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import {
  FindNotified,
  FindQuietHours,
  FindReadPointers,
  type MessageWritten,
  type NotifiedMember,
  type Person,
  type QuietHours,
} from '@maru/contracts';
import { UnitOfWork } from '@maru/ports';
import { FixedClock, type StartedService, startService, waitUntil } from '@maru/testing';
import type { Notification } from './notifier/notifier.js';
import { NotifyOfflineWhenMessageWritten } from './notify-offline-when-message-written/notify-offline-when-message-written.listener.js';
import { PushLogEntity, type PushStatus } from './push-log.entity.js';
import { pushService } from './index.js';

export const alice: Person = { userId: 1, username: 'alice' };
export const bob: Person = { userId: 2, username: 'bob' };
export const carol: Person = { userId: 3, username: 'carol' };

export interface Heard {
  readonly key: string | undefined;
  readonly notification: Notification;
}

/** Whoever takes the notifications. `answer` says what becomes of the next ones. */
export class Webhook {
  readonly heard: Heard[] = [];
  answer: (response: ServerResponse) => void = (response) => void response.writeHead(204).end();

  private constructor(private readonly server: Server) {}

  static async open(): Promise<Webhook> {
    const server = createServer((request, response) => {
      void (async () => {
        const notification = (await json(request)) as Notification;
        webhook.heard.push({ key: request.headers['idempotency-key']?.toString(), notification });
        webhook.answer(response);
      })();
    });
    const webhook = new Webhook(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return webhook;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/push`;
  }
  /** Who was told of which message, in how many. */
  get told(): string[] {
    return this.heard.map(
      ({ notification: { username, channelId, messageSequence, count } }) => `${username} ${channelId}/${messageSequence} ${count}`,
    );
  }
  refuse(status = 503): void {
    this.answer = (response) => void response.writeHead(status).end();
  }
  accept(): void {
    this.answer = (response) => void response.writeHead(204).end();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

export class PushHouse {
  /** Members that have not silenced it, of every channel. */
  notified: Person[] = [alice, bob, carol];
  /** Of them, who wants to hear only of what names him. */
  readonly onlyMentions = new Set<number>();
  readonly quietHours = new Map<number, QuietHours>();
  title = 'the hall';
  readonly pointers = new Map<number, number>();
  /** How often it was asked whom to notify. */
  lookups = 0;
  /** The other services do not answer. */
  isAlone = false;

  private constructor(
    readonly service: StartedService,
    readonly clock: FixedClock,
    readonly webhook: Webhook,
  ) {}

  static async start(env: Record<string, string> = {}): Promise<PushHouse> {
    const clock = new FixedClock();
    const webhook = await Webhook.open();
    const settings = { MARU_PUSH_NOTIFIER: 'webhook', MARU_PUSH_WEBHOOK_URL: webhook.url, ...env };
    const house = new PushHouse(await startService(pushService, { clock, env: settings }), clock, webhook);
    const { queries } = house.service.platform;
    queries.serve(FindNotified, async () => {
      if (house.isAlone) throw new Error('not now');
      house.lookups++;
      return { title: house.title, kind: 'GROUP' as const, members: house.notified.map((person) => house.memberOf(person)) };
    });
    queries.serve(FindQuietHours, async ({ userIds }) => ({
      users: [...house.quietHours].filter(([userId]) => userIds.includes(userId)).map(([userId, quietHours]) => ({ userId, quietHours })),
    }));
    queries.serve(FindReadPointers, async ({ userIds }) => ({
      lastMessageSequence: 0,
      pointers: userIds.map((userId) => ({ userId, lastReadMessageSequence: house.pointers.get(userId) ?? 0 })),
    }));
    return house;
  }

  private memberOf(person: Person): NotifiedMember {
    return { ...person, notify: this.onlyMentions.has(person.userId) ? 'MENTIONS' : 'ALL' };
  }

  async close(): Promise<void> {
    await this.service.close();
    await this.webhook.close();
  }

  get database() {
    return this.service.get(UnitOfWork).fresh;
  }
  rows(): Promise<PushLogEntity[]> {
    return this.database.find(PushLogEntity, { order: { channelId: 'ASC', userId: 'ASC', messageSequence: 'ASC' } });
  }
  /** `bob 4/1 SENT` for each record. */
  async states(): Promise<string[]> {
    return (await this.rows()).map(
      ({ username, channelId, messageSequence, status }) => `${username} ${channelId}/${messageSequence} ${status}`,
    );
  }
  /** Changes all records. */
  async set(change: Partial<PushLogEntity>): Promise<void> {
    await this.service.get(UnitOfWork).run(({ manager }) => manager.updateAll(PushLogEntity, change));
  }

  connect({ userId }: Person): Promise<void> {
    return this.service.platform.presence.arrive('gateway', userId);
  }

  written(messageSequence: number, change: Partial<MessageWritten> = {}): MessageWritten {
    const at = this.clock.now();
    return {
      type: 'MessageWritten',
      v: 1,
      eventId: `4/${messageSequence}`,
      at,
      channelId: 4,
      messageSequence,
      sender: alice,
      content: 'hello 🙂',
      createdAt: at,
      ...change,
    };
  }
  /** Resolves when it is on record. */
  write(messageSequence: number, change?: Partial<MessageWritten>): Promise<void> {
    return this.service.get(NotifyOfflineWhenMessageWritten).handle([this.written(messageSequence, change)]);
  }

  /** Lets time pass, and waits until nothing is due any more. */
  async pass(ms: number): Promise<void> {
    await this.clock.advance(ms);
    await waitUntil(async () => (await this.rows()).every((row) => !this.isUnderWay(row)), { what: 'the end of a round' });
  }
  private isUnderWay({ status, dueAt, leasedUntil }: PushLogEntity): boolean {
    return status === 'SENDING' || (status === 'WAITING' && (dueAt <= this.clock.now() || leasedUntil > this.clock.now()));
  }

  async statusOf(person: Person, messageSequence: number): Promise<PushStatus | undefined> {
    return (await this.rows()).find((row) => row.userId === person.userId && row.messageSequence === messageSequence)?.status;
  }
}
